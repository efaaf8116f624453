import { runContainer, sayFailure } from "../../../lib/container-log";
import { InputError } from "../../../lib/errors";
import { runBackup } from "./backup";
import { runProve } from "./prove";
import { runRestore } from "./restore";
import {
  readBackupSettings,
  readProveSettings,
  readRestoreSettings,
  type RecoveryCommand,
} from "./settings";

/*
 * What runs in the pods of recovery: `node recovery.js backup`, `restore` and `prove`. Each is told by
 * its environment (settings.ts) what to do, and finds in a folder of the pod what the container before
 * it made there. Every line of its log is JSON; the last one is the result or the error. Exit codes are
 * the command line's: 0 ok, 1 refused or failed, 2 bad input.
 */

const COMMANDS: Readonly<
  Record<RecoveryCommand, (env: NodeJS.ProcessEnv, now: () => Date) => Promise<number>>
> = {
  backup: (env, now) => runBackup(readBackupSettings(env), env, now),
  restore: (env, now) => runRestore(readRestoreSettings(env), env, now),
  prove: (env, now) => runProve(readProveSettings(env), env, now),
};

/** Runs one command to its end. @returns the exit code */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  try {
    const [name = ""] = argv;
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name as RecoveryCommand] : undefined;
    if (command !== undefined) return await command(env, () => new Date());
    throw new InputError(`found "${name}"; expected ${Object.keys(COMMANDS).join(", ")}`);
  } catch (error) {
    return sayFailure(error);
  }
}

if (require.main === module) runContainer(() => main(process.argv.slice(2), process.env));
