import { InputError } from "../../../lib/errors";
import { artifactPath, parseArtifactUri, urlPath } from "./artifact-uri";
import { batchesOf, pairsOf, type RunData } from "./batch";
import { DirectStore } from "./direct-store";
import { isMissing, TrackingError } from "./errors";
import { Registry } from "./registry";
import { answers, type ArtifactFile, type Run } from "./schemas";

export { TrackingError, TrackingUnreachable } from "./errors";
export type { ArtifactFile, ModelVersion, Run } from "./schemas";
export type { RunData } from "./batch";

/** What a new run starts with. */
export interface NewRun {
  readonly experimentId: string;
  /** Name in the UI; need not be unique. */
  readonly runName: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. @default now */
  readonly startTime?: number;
}

const ARTIFACTS = "/api/2.0/mlflow-artifacts/artifacts/";

/**
 * A client of MLflow's REST API 2.0 (https://mlflow.org/docs/latest/rest-api.html): runs and their
 * artifacts here, the model registry in {@link Registry}. Every method throws TrackingUnreachable
 * when nothing answers and TrackingError, with MLflow's own code, when the answer is no.
 */
export class MlflowClient extends Registry {
  private directStore: DirectStore | undefined;

  /** The server's address, without credentials; the UI is there too. */
  get uri(): string {
    return this.transport.base;
  }

  /** Does it answer, and is it healthy? @throws TrackingUnreachable, TrackingError */
  async ping(): Promise<void> {
    await this.transport.bytes({ method: "GET", path: "/health", idempotent: true });
  }

  /**
   * The id of an experiment, made when there is none of that name; two at the same time get the same.
   * @param artifactRoot `s3://…`: a new experiment keeps its artifacts in a folder of its name below;
   *   default where the server keeps them. An experiment that is there stays where it is.
   * @throws TrackingError when an experiment of that name was deleted: MLflow keeps its name
   */
  async experimentId(name: string, artifactRoot?: string): Promise<string> {
    const known = await this.findExperiment(name);
    if (known !== undefined) return known;
    try {
      const place = artifactRoot === undefined ? undefined : `${artifactRoot}/${name}`;
      const body = { name, artifact_location: place };
      const made = await this.post("experiments/create", body, answers.experimentCreated, false);
      return made.experiment_id;
    } catch (error) {
      if (!(error instanceof TrackingError) || error.code !== "RESOURCE_ALREADY_EXISTS")
        throw error;
      const other = await this.findExperiment(name);
      if (other === undefined) throw error;
      return other;
    }
  }

  private async findExperiment(name: string): Promise<string | undefined> {
    const query = { experiment_name: name };
    try {
      const { experiment } = await this.get("experiments/get-by-name", query, answers.experiment);
      if (experiment.lifecycle_stage === "active") return experiment.experiment_id;
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
    throw new TrackingError(
      `experiment "${name}" at ${this.uri} was deleted; expected an active one`,
      {
        code: "EXPERIMENT_DELETED",
        status: 0,
        hint: "Restore it in MLflow (mlflow experiments restore), or use another artifact_name.",
      },
    );
  }

  /** Opens a run. Never repeated: MLflow would open two. */
  async createRun(run: NewRun): Promise<Run> {
    const body = {
      experiment_id: run.experimentId,
      run_name: run.runName,
      start_time: run.startTime ?? Date.now(),
      tags: pairsOf(run.tags),
    };
    return (await this.post("runs/create", body, answers.run, false)).run;
  }

  /**
   * Adds metrics, params and tags to a run, in as many calls as MLflow's limits ask for.
   * @throws InputError for names and values too long for MLflow
   */
  async logBatch(runId: string, data: RunData): Promise<void> {
    for (const batch of batchesOf(data, Date.now())) {
      await this.post("runs/log-batch", { run_id: runId, ...batch }, answers.nothing, true);
    }
  }

  /** Sets tags of a run; up to 100 in one call, so all of them or none. */
  async setTags(runId: string, tags: Readonly<Record<string, string>>): Promise<void> {
    await this.logBatch(runId, { tags });
  }

  /** Ends a run, or says how it goes. @param endTime milliseconds since 1970; default now */
  async updateRun(runId: string, status: Run["status"], endTime?: number): Promise<void> {
    const running = status === "RUNNING" || status === "SCHEDULED";
    const end = endTime ?? (running ? undefined : Date.now());
    const body = { run_id: runId, status, end_time: end };
    await this.post("runs/update", body, answers.nothing, true);
  }

  /** A run by its id; null when there is none. */
  async getRun(runId: string): Promise<Run | null> {
    try {
      return (await this.get("runs/get", { run_id: runId }, answers.run)).run;
    } catch (error) {
      // A malformed id is, for whoever asks, a run that does not exist.
      if (isMissing(error)) return null;
      if (error instanceof TrackingError && /invalid run id/i.test(error.message)) return null;
      throw error;
    }
  }

  /**
   * Stores one file of a run: through the server, or in S3 where the run's artifacts lie there.
   * @param target a run's id, or an artifact URI such as {@link Run.artifactUri}
   * @param path below the target, e.g. `model/manifest.json`; never with `..`
   * @throws InputError for a bad path, TrackingError for artifact stores that are not supported
   */
  async uploadArtifact(target: string, path: string, bytes: Uint8Array): Promise<void> {
    const root = await this.artifactRoot(target);
    if (isS3(root)) {
      await this.direct.upload(`${root}/${artifactPath(nonEmpty(path))}`, bytes);
      return;
    }
    await this.transport.bytes({
      method: "PUT",
      path: ARTIFACTS + urlPath(artifactPath(this.proxiedPath(root), nonEmpty(path))),
      body: bytes,
      idempotent: true,
      transfer: true,
    });
  }

  /** The bytes of one artifact. @throws TrackingError with status 404 when it does not exist */
  async downloadArtifact(uri: string): Promise<Uint8Array> {
    if (isS3(uri)) return this.direct.download(uri);
    return this.transport.bytes({
      method: "GET",
      path: ARTIFACTS + urlPath(nonEmpty(this.proxiedPath(uri))),
      idempotent: true,
      transfer: true,
    });
  }

  /** Deletes one file of an artifact; one that is gone already is as good. */
  async deleteArtifact(uri: string): Promise<void> {
    if (isS3(uri)) {
      await this.direct.remove(uri);
      return;
    }
    await this.transport.bytes({
      method: "DELETE",
      path: ARTIFACTS + urlPath(nonEmpty(this.proxiedPath(uri))),
      idempotent: true,
    });
  }

  /** One file of an artifact folder; what {@link ArtifactStore} asks for. */
  async download(artifactUri: string, file: string): Promise<Uint8Array> {
    return this.downloadArtifact(`${artifactUri}/${file}`);
  }

  /** Files and folders of a run, one level. @param path a folder in it; default its root */
  async listArtifacts(runId: string, path?: string): Promise<ArtifactFile[]> {
    const query = { run_id: runId, ...(path === undefined ? {} : { path: artifactPath(path) }) };
    return this.pages((page_token) =>
      this.get("artifacts/list", { ...query, page_token }, answers.files),
    ).then((pages) => pages.flatMap(({ files }) => files));
  }

  /** Made when a first artifact in S3 is met: whoever has none needs no AWS settings. */
  private get direct(): DirectStore {
    return (this.directStore ??= new DirectStore(this.options));
  }

  private async artifactRoot(target: string): Promise<string> {
    if (/[:/]/.test(target)) return target;
    const run = await this.getRun(target);
    if (run !== null) return run.artifactUri;
    throw new TrackingError(`run ${target} does not exist at ${this.uri}`, {
      code: "RESOURCE_DOES_NOT_EXIST",
      status: 404,
    });
  }

  /** The path behind the server's artifact proxy. */
  private proxiedPath(uri: string): string {
    const place = parseArtifactUri(uri);
    const host = new URL(this.uri).host;
    if (place.kind === "proxied" && (place.authority ?? host) === host) return place.path;
    // Going to another host by a URI from the database would hand it the credentials.
    const found =
      place.kind === "proxied" ? `another server (${place.authority ?? ""})` : place.kind;
    throw new TrackingError(
      `artifact ${uri}: found a store of kind ${found}; supported are artifacts that ${this.uri} passes on itself (mlflow-artifacts:/…), and s3://`,
      {
        code: "UNSUPPORTED_ARTIFACT_STORE",
        status: 0,
        hint: "Run that server with --serve-artifacts and without --default-artifact-root; experiments made before keep their old root.",
      },
    );
  }
}

function isS3(uri: string): boolean {
  return parseArtifactUri(uri).kind === "s3";
}

function nonEmpty(path: string): string {
  if (path !== "") return path;
  throw new InputError('artifact path: found ""; expected the path of a file');
}
