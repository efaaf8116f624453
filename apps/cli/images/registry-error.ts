import { RefusedError } from "../../../lib/errors";

/** Why a registry gave no answer to build on. */
export type RegistryFailure =
  /** It has no such tag, digest or repository. */
  | "not-found"
  /** It wants credentials, or other ones. */
  | "denied"
  | "rate-limited"
  /** No connection, or none in time. */
  | "unreachable"
  /** It answered, and the answer cannot be trusted or understood. */
  | "bad-answer"
  /** The image is sound, and our nodes cannot run it. */
  | "wrong-platform";

/** A registry's refusal or failure, in words for a person. */
export class RegistryError extends RefusedError {
  constructor(
    readonly failure: RegistryFailure,
    message: string,
    hint: string,
    cause?: unknown,
  ) {
    super(message, { hint, ...(cause === undefined ? {} : { cause }) });
  }
}
