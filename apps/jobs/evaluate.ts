import { RefusedError } from "../../lib/errors";
import type { ArtifactStore, StoredArtifact } from "./artifact-store";
import type { LoadedConfig } from "./config";
import { type Dataset, holdOut, readDataset } from "./dataset";
import { type ClassificationReport, classificationReport } from "./report";
import { type LastEval, MAX_REGRESSION_POINTS } from "./results";
import type { MlflowClient, Run } from "./tracking/client";

/** What an evaluation works with. */
export interface EvaluateContext {
  readonly client: MlflowClient;
  readonly store: ArtifactStore;
  /** What relative artifact paths start from. */
  readonly root: string;
  /** The environment that the candidate is meant for. */
  readonly environment: string;
  /** What that environment serves now; undefined: nothing to compare with. */
  readonly current: StoredArtifact | undefined;
  /** As in training. */
  readonly artifactRoot?: string;
  readonly onProgress: (detail: string) => void;
}

/** A training run whose artifact is whole and registered. */
export interface FinishedRun {
  readonly runId: string;
  readonly modelVersion: string;
  readonly artifact: { readonly uri: string; readonly sha256: string };
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Evaluates a trained version: per-class metrics, the threshold's verdict, and the regression
 * against what the environment serves now, both measured on the same data. Logs a run of its own.
 *
 * @throws RefusedError when the run does not exist, is unfinished, or its artifact fails a check
 */
export async function evaluate(
  runId: string,
  loaded: LoadedConfig,
  context: EvaluateContext,
): Promise<LastEval> {
  const run = await finishedRun(context.client, runId);
  if (run.tags["towpath.config_sha256"] !== loaded.sha256) {
    throw new RefusedError(
      `${loaded.path}: found SHA-256 ${loaded.sha256}; run ${runId} was trained with ${run.tags["towpath.config_sha256"] ?? "none"}.`,
      { hint: "Evaluate with the config that the run was trained with, or train again." },
    );
  }

  context.onProgress("fetching the artifact");
  const candidate = await context.store.fetch(run.artifact, context.root, context.client);
  const data = evaluationData(loaded);
  context.onProgress(`${data.labels.length} examples`);
  const report = await classificationReport(candidate.model, data);
  const regression = await compare(report, data, context.current);

  const threshold = loaded.config.metric_threshold.accuracy;
  const reasons = [
    ...(report.accuracy >= threshold
      ? []
      : [`accuracy ${report.accuracy.toFixed(4)} is below the threshold ${threshold}`]),
    ...(regression?.passed === false
      ? [
          `${(-regression.points).toFixed(1)} points worse than ${regression.current_model_version}, which ${context.environment} serves; at most ${MAX_REGRESSION_POINTS} are allowed`,
        ]
      : []),
  ];
  const result = {
    run_id: runId,
    model_version: run.modelVersion,
    artifact_sha256: run.artifact.sha256,
    environment: context.environment,
    data: { uri: data.uri, sha256: data.sha256, examples: report.examples },
    metric: { accuracy: report.accuracy, macro_f1: report.macro_f1 },
    threshold: { accuracy: threshold, passed: report.accuracy >= threshold },
    regression,
    per_class: report.per_class,
    confusion: {
      labels: [...report.confusion.labels],
      counts: report.confusion.counts.map((row) => [...row]),
    },
    promotable: reasons.length === 0,
    reasons,
  };
  context.onProgress("logging");
  return { ...result, evaluation_run_id: await logEvaluation(context, loaded, result) };
}

/**
 * The run behind a version, if it may ever be promoted.
 * @throws RefusedError naming what is missing
 */
export async function finishedRun(client: MlflowClient, runId: string): Promise<FinishedRun> {
  const run = await client.getRun(runId);
  if (run === null) throw new RefusedError(`run ${runId} does not exist in tracking`);
  if (run.tags["towpath.kind"] !== "training" || run.status !== "FINISHED") {
    throw new RefusedError(
      `run ${runId} is ${run.status}${tagged(run, "towpath.failure")}; expected a FINISHED training run`,
      { hint: "Train again: an unfinished run is never promotable." },
    );
  }
  const need = (tag: string) => {
    const value = run.tags[tag];
    if (value === undefined) throw new RefusedError(`run ${runId} has no tag ${tag}`);
    return value;
  };
  return {
    runId,
    modelVersion: need("towpath.model_version"),
    artifact: { uri: need("towpath.artifact_uri"), sha256: need("towpath.artifact_sha256") },
    tags: run.tags,
  };
}

/** The data that a config measures on: its eval file, else the fifth that was not trained on. */
export function evaluationData(loaded: LoadedConfig): Dataset {
  const columns = { text: loaded.config.text_column, label: loaded.config.target_column };
  if (loaded.evalData !== undefined) return readDataset(loaded.evalData, columns);
  const data = readDataset(loaded.dataset, columns);
  return { ...data, ...holdOut(data, loaded.config.seed).held };
}

async function compare(
  candidate: ClassificationReport,
  data: Dataset,
  current: StoredArtifact | undefined,
): Promise<LastEval["regression"]> {
  if (current === undefined) return null;
  const report = await classificationReport(current.model, data);
  const points = (candidate.accuracy - report.accuracy) * 100;
  return {
    current_model_version: current.manifest.model_version,
    current_accuracy: report.accuracy,
    points,
    // Rounded first: 2.0 points computed from binary fractions must not read as 2.0000001.
    passed: Math.round(points * 1e6) / 1e6 >= -MAX_REGRESSION_POINTS,
  };
}

async function logEvaluation(
  { client, artifactRoot }: EvaluateContext,
  loaded: LoadedConfig,
  result: Omit<LastEval, "evaluation_run_id">,
): Promise<string> {
  const experimentId = await client.experimentId(loaded.config.artifact_name, artifactRoot);
  const run = await client.createRun({
    experimentId,
    runName: `evaluate ${result.model_version}`,
    tags: { "towpath.kind": "evaluation", "towpath.evaluated_run": result.run_id },
  });
  await client.logBatch(run.runId, {
    metrics: result.metric,
    params: { threshold_accuracy: String(result.threshold.accuracy) },
  });
  await client.uploadArtifact(
    run.artifactUri,
    "last-eval.json",
    Buffer.from(JSON.stringify({ ...result, evaluation_run_id: run.runId }, null, 2)),
  );
  // The verdict is written last and in one call: a promotion never sees half an evaluation.
  await client.setTags(run.runId, {
    "towpath.model_version": result.model_version,
    "towpath.artifact_sha256": result.artifact_sha256,
    "towpath.environment": result.environment,
    "towpath.compared_with": result.regression?.current_model_version ?? "nothing",
    "towpath.verdict": result.promotable ? "pass" : "fail",
  });
  await client.updateRun(run.runId, "FINISHED");
  await client.setTags(result.run_id, { "towpath.evaluation_run": run.runId });
  return run.runId;
}

function tagged(run: Run, tag: string): string {
  const value = run.tags[tag];
  return value === undefined ? "" : ` (${value})`;
}
