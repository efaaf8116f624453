import { InputError } from "../../../lib/errors";
import type { Command } from "commander";
import type { CommandModule } from "../command";

/** One question of `towpath access`; its file is commands/access-NAME.ts. */
export interface AccessAction {
  /** Adds its options; those of all actions are one command's. */
  readonly options: (command: Command) => void;
  /** As {@link CommandModule.run}, without the action among the operands. */
  readonly run: (
    ...given: Parameters<CommandModule["run"]>
  ) => ReturnType<CommandModule["run"]> | number;
}

/** @throws InputError where an action that takes no names is given some */
export function noNames(action: string, names: readonly (string | undefined)[]): void {
  const given = names.filter((name) => name !== undefined);
  if (given.length > 0) {
    throw new InputError(`access ${action}: found ${given.join(" ")}; expected no names`);
  }
}
