import { RefusedError } from "../../../lib/errors";
import { verifyServed } from "../../inference/client/probe";
import { startServer } from "../../inference/client/server-process";
import type { Run } from "../../jobs/tracking/client";
import type { FolderReader } from "../artifact-reader";
import type { TrackingReader } from "../tracking-reader";
import { type VerifyInput, verifyConsistency } from "../verify";
import { type PromotedHere, versionsToAsk } from "./records";
import type { DrillFindings } from "./report";

/** A version that is asked. */
export type Asked = Pick<PromotedHere, "service" | "modelVersion" | "artifact">;

/** Runs one part of a drill, in the words of who runs it. */
export type RunPhase = <T>(
  name: string,
  work: (onProgress: (detail: string) => void) => Promise<T>,
  detail?: (result: T) => string,
) => Promise<T>;

/** What was restored, and how it is asked. */
export interface ProveOptions {
  /** Of MLflow on the restored database. */
  readonly client: TrackingReader;
  readonly artifacts: FolderReader;
  /** Of the backup, not of today. */
  readonly records: readonly PromotedHere[];
  readonly tombstones: NonNullable<VerifyInput["tombstones"]>;
  /** The bundled inference server. */
  readonly inference: string;
  /** The folder that an artifact was restored to. @throws RefusedError where it was not */
  folderOf(version: Asked): Promise<string> | string;
  /** Told of a server before it is asked: a drill may be killed at any moment. */
  onServer?(pid: number): void;
  readonly phase: RunPhase;
}

/** Does some work, and writes down how long it took. */
export async function timed<T>(
  findings: DrillFindings,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } finally {
    findings.phases.push({ name, ms: Math.round(performance.now() - start) });
  }
}

/**
 * Asks MLflow on the restored database, compares every byte, serves what is promoted on loopback and
 * asks it: the same in a pod as on a machine. What it found is in `findings`, also when it ends early.
 * @returns the restored runs @throws UserError with what stopped it
 */
export async function proveRestored(
  options: ProveOptions,
  findings: DrillFindings,
): Promise<ReadonlyMap<string, Run>> {
  const { client, records, artifacts, tombstones, phase } = options;
  const { runs, versions } = await phase(
    "verify",
    async (onProgress) => {
      const there = {
        runs: await client.allRuns(),
        versions: await client.searchModelVersions(""),
      };
      const asked = { ...there, records, artifacts, tombstones, onProgress };
      findings.consistency = await verifyConsistency(asked);
      return there;
    },
    ({ versions: all }) =>
      `${all.length} versions, ${findings.consistency?.missing.length ?? 0} missing`,
  );
  await phase(
    "predict",
    async () => {
      for (const version of versionsToAsk(records, versions, runs)) {
        await ask(options, version);
        const { service, modelVersion } = version;
        findings.predictions.push({ service, model_version: modelVersion });
      }
    },
    () => findings.predictions.map((one) => one.model_version).join(", ") || "nothing to ask",
  );
  return runs;
}

async function ask(options: ProveOptions, version: Asked): Promise<void> {
  const server = await startServer({
    program: options.inference,
    artifact: await options.folderOf(version),
    port: 0,
    // On loopback for one question, and so without the keys of the environment's clients.
    settings: { TOWPATH_ARTIFACT_SHA256: version.artifact.sha256 },
  });
  try {
    if (server.process.pid !== undefined) options.onServer?.(server.process.pid);
    await verifyServed(server.url, version.modelVersion);
  } finally {
    await server.stop();
  }
}

/** The folder of an artifact whose objects in S3 were restored. @throws RefusedError for others */
export function restoredFolder(
  artifacts: FolderReader,
  root: string | undefined,
  { service, artifact }: Asked,
): string {
  const folder = artifacts.placeOf(artifact.uri);
  if (folder !== undefined) return folder;
  throw new RefusedError(
    `${service}: artifact ${artifact.uri}: expected a place below ${root ?? "what was restored"}`,
  );
}
