import { setTimeout as sleep } from "node:timers/promises";
import { ObjectStoreError } from "./errors";

/** How often a failure that may pass is tried again. */
export interface Repetition {
  /** Further attempts after the first. @default 4 */
  readonly retries?: number;
  /** Milliseconds before the second attempt; doubles each time. @default 200 */
  readonly backoffMs?: number;
  /** Hears of each failure that is tried again. */
  readonly onRetry?: (error: ObjectStoreError) => void;
}

/** Does something until it works, fails for good, or has failed too often. */
export async function repeated<T>(attempt: () => Promise<T>, how: Repetition = {}): Promise<T> {
  const { retries = 4, backoffMs = 200 } = how;
  for (let done = 0; ; done++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof ObjectStoreError) || !error.passing || done >= retries) throw error;
      how.onRetry?.(error);
      // Up to a third of chance, so that many pods do not come back at the same moment.
      await sleep(backoffMs * 2 ** done * (1 + Math.random() / 3));
    }
  }
}
