import { RefusedError } from "../../../lib/errors";

/** Why a program's preview stopped: what it logged, what an engine refuses, or that it never ended. */
export type ProgramFailure = "logged" | "refused" | "ended-early" | "timeout" | "crashed";

/** A program that cannot be previewed. Exit code 1; no stack trace without --debug. */
export class ProgramError extends RefusedError {
  /** The resource that the program was at; empty before the first. */
  readonly urn: string;

  constructor(
    readonly failure: ProgramFailure,
    message: string,
    options: { urn?: string; hint?: string } = {},
  ) {
    super(message, options.hint === undefined ? {} : { hint: options.hint });
    this.urn = options.urn ?? "";
  }
}
