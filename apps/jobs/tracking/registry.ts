import type * as z from "zod";
import { pairsOf } from "./batch";
import { isMissing, TrackingError } from "./errors";
import { answers, type ModelVersion } from "./schemas";
import { Transport, type TransportOptions } from "./transport";

/** What a model version is registered with. */
export interface NewModelVersion {
  /** A registered model's name. */
  readonly name: string;
  /**
   * Where its artifact lies. MLflow accepts an `mlflow-artifacts:` place only with the run that it
   * lies in (`_validate_source_run` in mlflow/server/handlers.py, 3.17.0).
   */
  readonly source: string;
  readonly runId: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default none */
  readonly description?: string;
}

/** The model registry of an MLflow server. Versions are whole numbers from 1, given by MLflow. */
export abstract class Registry {
  protected readonly transport: Transport;

  /** @throws InputError for a URI that is no http or https URL */
  constructor(protected readonly options: TransportOptions) {
    this.transport = new Transport(options);
  }

  /** Makes a registered model when there is none of that name. */
  async ensureRegisteredModel(name: string): Promise<void> {
    try {
      await this.post("registered-models/create", { name }, answers.nothing, true);
    } catch (error) {
      if (!(error instanceof TrackingError) || error.code !== "RESOURCE_ALREADY_EXISTS")
        throw error;
    }
  }

  /** Registers a version. Never repeated: MLflow would make two. @returns with its number */
  async createModelVersion(version: NewModelVersion): Promise<ModelVersion> {
    const body = {
      name: version.name,
      source: version.source,
      run_id: version.runId,
      tags: pairsOf(version.tags),
      description: version.description,
    };
    const { model_version } = await this.post(
      "model-versions/create",
      body,
      answers.modelVersion,
      false,
    );
    return model_version;
  }

  /** Sets one tag of a version. */
  async setModelVersionTag(
    name: string,
    version: number,
    key: string,
    value: string,
  ): Promise<void> {
    const [tag] = pairsOf({ [key]: value });
    const body = { name, version: String(version), ...tag };
    await this.post("model-versions/set-tag", body, answers.nothing, true);
  }

  /** A version; null when there is none. */
  async getModelVersion(name: string, version: number): Promise<ModelVersion | null> {
    const query = { name, version: String(version) };
    try {
      return (await this.get("model-versions/get", query, answers.modelVersion)).model_version;
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /**
   * Every version that a filter matches, e.g. `name='support-triage'`, newest first.
   * @param filter MLflow's search syntax
   */
  async searchModelVersions(filter: string): Promise<ModelVersion[]> {
    const query = { filter, max_results: "200", order_by: "version_number DESC" };
    const pages = await this.pages((page_token) =>
      this.get("model-versions/search", { ...query, page_token }, answers.modelVersions),
    );
    return pages.flatMap(({ model_versions }) => model_versions);
  }

  /** Deletes a version; one that is gone already is as good. */
  async deleteModelVersion(name: string, version: number): Promise<void> {
    const body = { name, version: String(version) };
    try {
      await this.call("DELETE", "model-versions/delete", body, answers.nothing, true);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  /** Points an alias (e.g. `prod`) of a model at a version, wherever it pointed before. */
  async setAlias(name: string, alias: string, version: number): Promise<void> {
    const body = { name, alias, version: String(version) };
    await this.post("registered-models/alias", body, answers.nothing, true);
  }

  protected get<S extends z.ZodType>(
    path: string,
    query: Readonly<Record<string, string | undefined>>,
    schema: S,
  ): Promise<z.output<S>> {
    const given = Object.entries(query).filter((pair): pair is [string, string] => !!pair[1]);
    const search = new URLSearchParams(given).toString();
    return this.transport.json(
      { method: "GET", path: `/api/2.0/mlflow/${path}?${search}`, idempotent: true },
      schema,
    );
  }

  protected post<S extends z.ZodType>(
    path: string,
    body: object,
    schema: S,
    idempotent: boolean,
  ): Promise<z.output<S>> {
    return this.call("POST", path, body, schema, idempotent);
  }

  private call<S extends z.ZodType>(
    method: "POST" | "DELETE",
    path: string,
    body: object,
    schema: S,
    idempotent: boolean,
  ): Promise<z.output<S>> {
    return this.transport.json(
      { method, path: `/api/2.0/mlflow/${path}`, body, idempotent },
      schema,
    );
  }

  /** Every page of a listing; ends at a repeated token, whatever a server says. */
  protected async pages<P extends { next_page_token: string }>(
    ask: (pageToken: string | undefined) => Promise<P>,
  ): Promise<P[]> {
    const pages: P[] = [];
    const seen = new Set<string>();
    for (let token: string | undefined; ;) {
      const page = await ask(token);
      pages.push(page);
      token = page.next_page_token;
      if (token === "" || seen.has(token)) return pages;
      seen.add(token);
    }
  }
}
