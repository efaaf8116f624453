import { artifactDirectory } from "../artifact/read";
import { loadArtifact, type LoadOptions } from "../artifact/load";
import type { Model } from "../models/kind";
import { messageOf } from "../../../lib/errors";
import type { Log } from "./log";
import type { Metrics } from "./metrics";
import { Watcher, directoryFingerprint, manifestFingerprint } from "./watch";

/** The model that serves, with what an answer needs of it prepared. Never changed, only replaced. */
export interface ServingModel {
  readonly model: Model;
  readonly version: string;
  /** `version` as JSON. */
  readonly versionJson: string;
  readonly manifestSha256: string;
  /** By label: the label as JSON, and the counter of its predictions. */
  readonly labels: ReadonlyMap<
    string,
    { readonly json: string; readonly counter: { count: number } }
  >;
}

/** What a model slot needs. */
export interface ModelSlotDeps extends LoadOptions {
  /** A directory or a file:// URI of one. */
  readonly source: string;
  /** Ms between two looks at the artifact. */
  readonly intervalMs: number;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * Holds the model that serves and replaces it when the artifact changes.
 *
 * A new artifact is read, verified and made into a model before the one reference is swapped, and
 * a request keeps the reference that it began with, so no request is dropped or answered by two
 * versions. A refused artifact changes nothing but the log and the metrics.
 */
export class ModelSlot {
  #current: ServingModel | undefined;
  #refusal: string | undefined;
  readonly #watcher: Watcher;

  constructor(private readonly deps: ModelSlotDeps) {
    const directory = artifactDirectory(deps.source);
    this.#watcher = new Watcher(
      async () =>
        `${await manifestFingerprint(directory)}\n${
          // Only while refused: a copy in progress changes its files before the manifest.
          this.#refusal === undefined ? "" : await directoryFingerprint(directory)
        }`,
      () => {
        this.#load(false);
      },
      deps.intervalMs,
    );
  }

  /** The model that serves; undefined until the first artifact is loaded. */
  get current(): ServingModel | undefined {
    return this.#current;
  }

  /** Why the artifact in place is refused; undefined while it serves. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** Loads the artifact and goes on looking for changes. Never throws. */
  async start(): Promise<void> {
    await this.#watcher.look();
  }

  /** Stops looking for changes. */
  stop(): void {
    this.#watcher.stop();
  }

  /** Loads what lies there now and logs the outcome, changed or not: somebody asked for it. */
  reload(): void {
    this.#load(true);
  }

  #load(announce: boolean): void {
    const { log, metrics, source } = this.deps;
    const begun = performance.now();
    try {
      const { model, manifest, manifestSha256 } = loadArtifact(source, this.deps);
      const changed = this.#current?.manifestSha256 !== manifestSha256;
      if (changed) {
        this.#current = {
          model,
          version: manifest.model_version,
          versionJson: JSON.stringify(manifest.model_version),
          manifestSha256,
          labels: new Map(
            model.labels.map((label) => [
              label,
              { json: JSON.stringify(label), counter: metrics.predictions(label) },
            ]),
          ),
        };
        metrics.model = {
          version: manifest.model_version,
          kind: manifest.kind,
          sha256: manifestSha256,
        };
      }
      if (!changed && this.#refusal === undefined && !announce) return;
      this.#refusal = undefined;
      metrics.artifactRefused = false;
      log.event("artifact_loaded", {
        model_version: manifest.model_version,
        kind: manifest.kind,
        sha256: manifestSha256,
        run_id: manifest.run_id,
        load_ms: Math.round(performance.now() - begun),
      });
    } catch (error) {
      const reason = messageOf(error);
      // Said once, not at every look at the same broken artifact.
      if (reason === this.#refusal && !announce) return;
      this.#refusal = reason;
      metrics.artifactRefused = true;
      log.event(
        "artifact_refused",
        { reason, model_version: this.#current?.version ?? null },
        "error",
      );
    }
  }
}
