/**
 * Failures that a person is meant to read. Everything else that is thrown is a bug and shows a
 * stack under `--debug` only.
 */

/** What a command's process exits with: 0 ok, 1 refused or failed check, 2 bad input. */
export type ExitCode = 0 | 1 | 2;

/** A failure with a message written for people: place, found, expected, what to do. */
export abstract class UserError extends Error {
  /** The exit code of the command that ends with this error. */
  abstract readonly exitCode: ExitCode;
  /** What the reader can do next; printed on a line of its own. */
  readonly hint: string | undefined;

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
  }
}

/** The input is wrong: a file, a flag, an address. Exit code 2. */
export class InputError extends UserError {
  readonly exitCode = 2;
}

/** The input is right, and the answer is no: a check failed, a rule refused. Exit code 1. */
export class RefusedError extends UserError {
  readonly exitCode = 1;
}

/** The text of anything thrown, for a message. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // undici's "fetch failed" hides the reason (ECONNREFUSED …) in `cause`.
  const cause = error.cause instanceof Error ? `: ${error.cause.message || error.cause.name}` : "";
  return error.message + (error.message.includes("fetch failed") ? cause : "");
}
