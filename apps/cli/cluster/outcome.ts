import { InputError, RefusedError } from "../../../lib/errors";
import type { LogLine, RemoteResult } from "./remote-job";

/**
 * The result that a job printed last. @throws the job's own error with its exit code, or
 *   RefusedError with Kubernetes' reason when the job ended without a word
 */
export function resultOf<K extends "last_run" | "last_eval">(
  remote: RemoteResult,
  key: K,
): NonNullable<LogLine[K]> {
  const { error, [key]: result } = remote.last;
  if (error !== undefined) {
    const message = `${remote.job}: ${error.message}`;
    const options = error.hint === undefined ? {} : { hint: error.hint };
    throw error.exit_code === 2
      ? new InputError(message, options)
      : new RefusedError(message, options);
  }
  if (result === undefined) {
    throw new RefusedError(
      `${remote.job} ended without a result${remote.why === "" ? "" : `: ${remote.why}`}`,
      { hint: `Look at it: kubectl describe job/${remote.job}, kubectl logs job/${remote.job}.` },
    );
  }
  return result;
}
