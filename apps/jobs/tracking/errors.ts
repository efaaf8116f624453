import { RefusedError } from "../../../lib/errors";

/** The tracking server gave no usable answer: not running, wrong address, timed out, a proxy's 502. */
export class TrackingUnreachable extends RefusedError {
  /**
   * @param uri where it was looked for; userinfo is removed before it is shown
   * @param reason what happened, e.g. `connect ECONNREFUSED 127.0.0.1:5500`
   */
  constructor(uri: string, reason: string, options: { cause?: unknown; hint?: string } = {}) {
    super(`tracking at ${withoutUserinfo(uri)} cannot be reached: ${reason}`, {
      hint: "Start the embedded server (npx towpath start), or set MLFLOW_TRACKING_URI to an MLflow server that runs; training can go on without one by --quarantine.",
      ...options,
    });
  }
}

/** The tracking server answered, and the answer is no. */
export class TrackingError extends RefusedError {
  /** MLflow's own code, e.g. `RESOURCE_DOES_NOT_EXIST`; `HTTP_<status>` where it gave none. */
  readonly code: string;
  /** HTTP status; 0 when the request was refused before it was sent. */
  readonly status: number;

  constructor(
    message: string,
    details: { code: string; status: number; hint?: string; cause?: unknown },
  ) {
    super(message, {
      ...(details.hint === undefined ? {} : { hint: details.hint }),
      cause: details.cause,
    });
    this.code = details.code;
    this.status = details.status;
  }
}

/** Is it MLflow's answer for something that is not there? */
export function isMissing(error: unknown): boolean {
  return error instanceof TrackingError && error.code === "RESOURCE_DOES_NOT_EXIST";
}

/** A URI without `user:password@`, fit for messages and logs; text that is no URL comes back cut. */
export function withoutUserinfo(uri: string): string {
  // By hand, since what is not a valid URL may hold a password all the same.
  const [, scheme = "", rest = uri] = /^([a-z][a-z0-9+.-]*:\/\/)?(.*)$/is.exec(uri) ?? [];
  const end = rest.search(/[/?#]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const at = authority.lastIndexOf("@");
  return scheme + rest.slice(at + 1);
}
