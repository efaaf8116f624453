import { InputError } from "../../../lib/errors";
import { ObjectStore, ObjectStoreError } from "../../../lib/object-store/client";
import { parseS3Uri } from "../../../lib/object-store/uri";
import { TrackingError, TrackingUnreachable } from "./errors";
import type { TransportOptions } from "./transport";

/**
 * Artifacts in S3, reached with an identity of one's own instead of through the tracking server:
 * what a run's artifact URI says when MLflow runs with `--no-serve-artifacts` and an s3:// root.
 */
export class DirectStore {
  private readonly store: ObjectStore;
  private readonly root: string;

  /** @throws InputError for AWS settings that cannot be right */
  constructor(options: Omit<TransportOptions, "uri">) {
    const { env = process.env, timeoutMs, retries, backoffMs } = options;
    this.store = new ObjectStore({
      env,
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(retries === undefined ? {} : { retries }),
      ...(backoffMs === undefined ? {} : { backoffMs }),
    });
    this.root = (env.ARTIFACT_ROOT ?? "").replace(/\/+$/, "");
  }

  /** @throws TrackingUnreachable, TrackingError; InputError for a place outside of ARTIFACT_ROOT */
  async upload(uri: string, bytes: Uint8Array): Promise<void> {
    this.checkRoot(uri);
    await asTracking(uri, () => this.store.put(uri, bytes));
  }

  /** @throws TrackingUnreachable, TrackingError; InputError for a place outside of ARTIFACT_ROOT */
  async download(uri: string): Promise<Uint8Array> {
    this.checkRoot(uri);
    return asTracking(uri, () => this.store.get(uri));
  }

  /** @throws TrackingUnreachable, TrackingError; InputError for a place outside of ARTIFACT_ROOT */
  async remove(uri: string): Promise<void> {
    this.checkRoot(uri);
    await asTracking(uri, () => this.store.remove(uri));
  }

  /** An URI from the tracking database must not choose the bucket that a team's data goes to. */
  private checkRoot(uri: string): void {
    parseS3Uri(uri);
    if (this.root === "" || uri.startsWith(`${this.root}/`)) return;
    throw new InputError(
      `artifact ${uri}: expected a place below ARTIFACT_ROOT, which is ${this.root}`,
    );
  }
}

/** In the words of tracking, of which artifacts are a part: so that a job can go into quarantine. */
async function asTracking<T>(uri: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof ObjectStoreError)) throw error;
    const { message, hint, code, status } = error;
    const hints = hint === undefined ? {} : { hint };
    if (error.passing) throw new TrackingUnreachable(uri, message, { ...hints, cause: error });
    throw new TrackingError(message, { code, status, ...hints, cause: error });
  }
}
