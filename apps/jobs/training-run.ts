import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../inference/artifact/manifest";
import { sha256 } from "../../lib/digest";
import { RefusedError } from "../../lib/errors";
import type { LoadedConfig } from "./config";
import type { MlflowClient } from "./tracking/client";

/** Who and what a run is made for; becomes tags of the run. */
export interface RunOrigin {
  /** Git commit of the code; null outside Git. */
  readonly commit: string | null;
  /** A key of ownership.yaml. */
  readonly owner: string;
  /**
   * Where a new experiment keeps its artifacts: a folder below this `s3://…`.
   * @default where the server keeps them
   */
  readonly artifactRoot?: string;
}

/** The state of a model version in the registry: pending, ready or failed; for readers of its UI. */
export const STATE_TAG = "towpath.state";

/**
 * One training run in tracking, from its start to a registered version.
 *
 * The registry hands out the version number, so the version is registered first as `pending`. The
 * run becomes FINISHED as the very last step, after every byte was uploaded and read back: that is
 * the one thing a promotion looks at, so whatever dies in between is never promotable.
 */
export class TrainingRun {
  private version: number | undefined;

  private constructor(
    private readonly client: MlflowClient,
    private readonly name: string,
    readonly runId: string,
    readonly artifactUri: string,
  ) {}

  /** Opens the run and logs what goes in. @throws TrackingUnreachable */
  static async open(
    client: MlflowClient,
    loaded: LoadedConfig,
    origin: RunOrigin,
    data: { uri: string; sha256: string },
  ): Promise<TrainingRun> {
    const { config } = loaded;
    const experimentId = await client.experimentId(config.artifact_name, origin.artifactRoot);
    const run = await client.createRun({
      experimentId,
      runName: config.run_name,
      tags: {
        "towpath.kind": "training",
        "towpath.config_path": loaded.name,
        "towpath.config_sha256": loaded.sha256,
        "towpath.dataset_uri": data.uri,
        "towpath.dataset_sha256": data.sha256,
        "towpath.environment": config.environment,
        "towpath.owner": origin.owner,
        "towpath.team": config.team,
        "towpath.artifact_name": config.artifact_name,
        ...(origin.commit === null
          ? {}
          : { "towpath.commit": origin.commit, "mlflow.source.git.commit": origin.commit }),
      },
    });
    const training = new TrainingRun(
      client,
      config.artifact_name,
      run.runId,
      `${run.artifactUri}/model`,
    );
    await client.logBatch(run.runId, {
      params: {
        text_column: config.text_column,
        target_column: config.target_column,
        threshold_accuracy: String(config.metric_threshold.accuracy),
        seed: String(config.seed),
      },
    });
    await client.uploadArtifact(run.artifactUri, "config.yaml", Buffer.from(loaded.text));
    return training;
  }

  /** Reserves the next version number of the registered model. */
  async reserve(): Promise<number> {
    await this.client.ensureRegisteredModel(this.name);
    const { version } = await this.client.createModelVersion({
      name: this.name,
      source: this.artifactUri,
      runId: this.runId,
      tags: { [STATE_TAG]: "pending" },
    });
    this.version = version;
    return version;
  }

  /** Uploads a sealed artifact, reads every byte back, and declares the version ready. */
  async complete(
    folder: string,
    sealed: { manifest: Manifest; manifestSha256: string },
  ): Promise<void> {
    const { manifest, manifestSha256 } = sealed;
    for (const file of [...Object.keys(manifest.files), "manifest.json"]) {
      const bytes = readFileSync(join(folder, file));
      await this.client.uploadArtifact(this.artifactUri, file, bytes);
      const stored = sha256(await this.client.downloadArtifact(`${this.artifactUri}/${file}`));
      if (stored !== sha256(bytes)) {
        throw new RefusedError(
          `${this.artifactUri}/${file}: read back SHA-256 ${stored}, expected ${sha256(bytes)}`,
        );
      }
    }
    await this.client.logBatch(this.runId, {
      metrics: manifest.metrics,
      tags: {
        "towpath.model_version": manifest.model_version,
        "towpath.artifact_uri": this.artifactUri,
        "towpath.artifact_sha256": manifestSha256,
      },
    });
    if (this.version !== undefined) {
      await this.client.setModelVersionTag(
        this.name,
        this.version,
        "towpath.model_version",
        manifest.model_version,
      );
      await this.client.setModelVersionTag(this.name, this.version, STATE_TAG, "ready");
    }
    await this.client.updateRun(this.runId, "FINISHED");
  }

  /** Says in tracking that the run failed, as far as tracking can still be told. */
  async fail(reason: string): Promise<void> {
    const told = [
      this.client.setTags(this.runId, { "towpath.failure": reason.slice(0, 500) }),
      this.client.updateRun(this.runId, "FAILED"),
      ...(this.version === undefined
        ? []
        : [this.client.setModelVersionTag(this.name, this.version, STATE_TAG, "failed")]),
    ];
    await Promise.allSettled(told);
  }
}
