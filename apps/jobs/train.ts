import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { sealArtifact } from "../inference/artifact/seal";
import type { Manifest } from "../inference/artifact/manifest";
import { linear } from "../inference/models/linear";
import { messageOf, RefusedError } from "../../lib/errors";
import type { ArtifactStore } from "./artifact-store";
import type { JobConfig, LoadedConfig } from "./config";
import { type Dataset, type Examples, holdOut, readDataset } from "./dataset";
import { trainLinear } from "./linear/train";
import { classificationReport } from "./report";
import { type LastRun, writeJson } from "./results";
import { type MlflowClient, TrackingUnreachable } from "./tracking/client";
import { type RunOrigin, TrainingRun } from "./training-run";

/** What a training job works with. */
export interface TrainContext extends RunOrigin {
  /** Gives the tracking client; may throw TrackingUnreachable. */
  readonly tracking: () => Promise<MlflowClient>;
  readonly store: ArtifactStore;
  /** Where artifacts go that tracking could not take; undefined: fail instead. */
  readonly quarantine: string | undefined;
  readonly now: () => Date;
  readonly onProgress: (detail: string) => void;
}

/** A finished training. */
interface Trained {
  readonly files: ReadonlyMap<string, Uint8Array | string>;
  readonly metrics: Record<string, number>;
  readonly data: Dataset;
}

/**
 * Trains a classifier on a job config's data, logs it to tracking and registers a version.
 *
 * When tracking cannot be reached, or is lost on the way, the job fails; with a quarantine folder
 * it finishes the training and leaves the artifact there with the reason. A quarantined artifact
 * has no run and is never promotable.
 *
 * @throws InputError for bad config or data, TrackingUnreachable, RefusedError
 */
export async function train(loaded: LoadedConfig, context: TrainContext): Promise<LastRun> {
  const columns = { text: loaded.config.text_column, label: loaded.config.target_column };
  const data = readDataset(loaded.dataset, columns);
  const { examples, measured } = splitForTraining(loaded, data, columns);

  let run: TrainingRun | undefined;
  let lost: TrackingUnreachable | undefined;
  try {
    context.onProgress("opening the run");
    run = await TrainingRun.open(await context.tracking(), loaded, context, data);
  } catch (error) {
    lost = orQuarantine(error, context);
  }

  try {
    const { files } = await trainLinear(examples, {
      seed: loaded.config.seed,
      onProgress: ({ phase, done, total }) => {
        context.onProgress(`${phase} ${done}/${total}`);
      },
    });
    const trained = { files, metrics: await measure(files, measured), data };
    if (run !== undefined && lost === undefined) {
      try {
        return await register(run, loaded, trained, context);
      } catch (error) {
        lost = orQuarantine(error, context);
        await run.fail(lost.message);
      }
    }
    return quarantine(loaded, trained, context, messageOf(lost));
  } catch (error) {
    await run?.fail(messageOf(error));
    throw error;
  }
}

/** The eval file measures when there is one; else a fifth of the data that is then not trained on. */
function splitForTraining(
  loaded: LoadedConfig,
  data: Dataset,
  columns: { text: string; label: string },
): { examples: Examples; measured: Examples } {
  if (loaded.evalData !== undefined) {
    return { examples: data, measured: readDataset(loaded.evalData, columns) };
  }
  const { train: examples, held } = holdOut(data, loaded.config.seed);
  return { examples, measured: held };
}

/** Measures the very bytes that will be served, not the weights in memory. */
async function measure(
  files: ReadonlyMap<string, Uint8Array | string>,
  examples: Examples,
): Promise<Record<string, number>> {
  const bytes = (name: string) => Buffer.from(files.get(name) ?? "");
  const spec = linear.schema.parse(JSON.parse(bytes("model.json").toString("utf8")));
  const report = await classificationReport(linear.load(spec, bytes), examples);
  return { accuracy: report.accuracy, macro_f1: report.macro_f1 };
}

async function register(
  run: TrainingRun,
  loaded: LoadedConfig,
  trained: Trained,
  context: TrainContext,
): Promise<LastRun> {
  context.onProgress("registering");
  const version = await run.reserve();
  const day = context.now().toISOString().slice(0, 10);
  const work = context.store.workFolder();
  const sealed = sealArtifact(work, trained.files, {
    ...provenance(loaded, trained, context),
    model_version: `${loaded.config.artifact_name}-${day}-${version}`,
    run_id: run.runId,
  });
  const folder = context.store.adopt(work, sealed.manifestSha256);
  await run.complete(folder, sealed);
  return {
    ...summary(loaded.config, context, sealed),
    run_id: run.runId,
    artifact_uri: run.artifactUri,
    promotion_ready: (trained.metrics.accuracy ?? 0) >= loaded.config.metric_threshold.accuracy,
  };
}

/** Keeps the work of a training that tracking could not take. */
function quarantine(
  loaded: LoadedConfig,
  trained: Trained,
  context: TrainContext,
  reason: string,
): LastRun {
  const at = context.now().toISOString();
  const name = `${loaded.config.artifact_name}-quarantined-${at.replace(/\D/g, "").slice(0, 17)}`;
  const folder = join(context.quarantine ?? "quarantine", name);
  mkdirSync(folder, { recursive: true });
  const sealed = sealArtifact(folder, trained.files, {
    ...provenance(loaded, trained, context),
    model_version: name,
    run_id: null,
  });
  // Beside the artifact, not in it: the reason is no part of what the manifest pins.
  writeJson(`${folder}.reason.json`, { reason, at, config: loaded.path });
  return {
    ...summary(loaded.config, context, sealed),
    run_id: null,
    artifact_uri: `file://${folder}`,
    promotion_ready: false,
    quarantined: reason,
  };
}

function provenance(loaded: LoadedConfig, trained: Trained, context: TrainContext) {
  return {
    artifact_name: loaded.config.artifact_name,
    kind: linear.name,
    created_at: context.now().toISOString(),
    data: { uri: trained.data.uri, sha256: trained.data.sha256 },
    config_sha256: loaded.sha256,
    commit: context.commit,
    metrics: trained.metrics,
  };
}

function summary(
  config: JobConfig,
  context: TrainContext,
  sealed: { manifest: Manifest; manifestSha256: string },
) {
  const { manifest, manifestSha256 } = sealed;
  return {
    run_name: config.run_name,
    dataset_uri: manifest.data.uri,
    dataset_sha256: manifest.data.sha256,
    metric: manifest.metrics,
    artifact_sha256: manifestSha256,
    model_version: manifest.model_version,
    config_sha256: manifest.config_sha256 ?? "",
    commit: manifest.commit,
    owner: context.owner,
  };
}

/** With a quarantine folder a lost tracking server is an answer; without one it is the end. */
function orQuarantine(error: unknown, context: TrainContext): TrackingUnreachable {
  if (error instanceof TrackingUnreachable && context.quarantine !== undefined) return error;
  if (error instanceof TrackingUnreachable) {
    throw new RefusedError(error.message, {
      hint: `${error.hint ?? ""} Or train with --quarantine to keep the artifact, unpromotable, with this reason.`.trim(),
      cause: error,
    });
  }
  throw error;
}
