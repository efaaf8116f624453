import type { Command } from "commander";
import type { Context } from "./context";

/** One command of the command line; one file each under commands/. */
export interface CommandModule {
  /** Name and operands, e.g. `trace <service>`. */
  readonly usage: string;
  readonly summary: string;
  /** A whole command line that works. */
  readonly example: string;
  /** `--json` may name a file to write instead. */
  readonly jsonFile?: boolean;
  readonly options?: (command: Command) => void;
  /**
   * Does the work.
   * @returns the exit code: 0 ok, 1 failed check
   * @throws UserError for refusals and bad input
   */
  readonly run: (
    context: Context,
    operands: readonly (string | undefined)[],
    options: Readonly<Record<string, unknown>>,
  ) => Promise<number>;
}

/** An option's text, if it was given. */
export function text(options: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = options[name];
  return typeof value === "string" ? value : undefined;
}
