import { Counter, Gauge, Registry, collectDefaultMetrics } from "prom-client";

/** The values of the label `endpoint`. Any other path is "other": labels stay few. */
export const endpoints = [
  "/predict",
  "/health",
  "/ready",
  "/metrics",
  "/openapi.json",
  "other",
] as const;
export type Endpoint = (typeof endpoints)[number];

/** Upper bounds in seconds; a prediction of the bundled kinds takes well below the first. */
const BOUNDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
] as const;

interface Cell {
  readonly labels: Readonly<Record<string, string>>;
  count: number;
}

/**
 * The server's metrics.
 *
 * Requests only add to plain numbers; prom-client's objects are filled from them when somebody
 * scrapes. prom-client hashes every label on every call: measured, 0.8 µs a request against 0.03.
 */
export class Metrics {
  /** Requests that have begun and have no answer yet, of every endpoint. */
  inFlight = 0;
  /** Bytes of log lines that could not be written. */
  logBytesLost = 0;
  /** Log writes that failed. */
  logWritesFailed = 0;
  /** Exceptions that reached no handler. */
  unexpectedErrors = 0;
  /** What serves: undefined until the first artifact is loaded. */
  model: { readonly version: string; readonly kind: string; readonly sha256: string } | undefined;
  /** Whether the artifact that lies there now was refused. */
  artifactRefused = false;
  /** Requests to the upstream by outcome; undefined where there is none. */
  upstream: Readonly<Record<string, number>> | undefined;
  readonly #registry = new Registry();
  readonly #requests = new Map<string, Cell>();
  readonly #predictions = new Map<string, Cell>();
  readonly #latency = new LatencyHistogram();
  /** The cell of the commonest answer, found without building a key. */
  readonly #predicted = this.#cell(this.#requests, "/predict 200 none", () =>
    requestLabels("/predict", 200, null),
  );

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    this.#counter(
      "towpath_requests_total",
      "Answered requests by endpoint, status and error class.",
      ["endpoint", "status", "error_class"],
      () => [...this.#requests.values()],
    );
    this.#counter(
      "towpath_predictions_total",
      "Predictions by label: watch it for drift.",
      ["label"],
      () => [...this.#predictions.values()],
    );
    this.#gauge("towpath_requests_in_flight", "Requests without an answer yet.", [], () => [
      { labels: {}, count: this.inFlight },
    ]);
    this.#gauge(
      "towpath_model_info",
      "1 for the model version that serves.",
      ["model_version", "kind", "artifact_sha256"],
      () =>
        this.model === undefined
          ? []
          : [
              {
                labels: {
                  model_version: this.model.version,
                  kind: this.model.kind,
                  artifact_sha256: this.model.sha256,
                },
                count: 1,
              },
            ],
    );
    this.#gauge(
      "towpath_artifact_refused",
      "1 while the artifact in place is refused and an older one, or none, serves.",
      [],
      () => [{ labels: {}, count: this.artifactRefused ? 1 : 0 }],
    );
    this.#counter(
      "towpath_log_lost_total",
      "Log bytes dropped and log writes failed.",
      ["what"],
      () => [
        { labels: { what: "bytes" }, count: this.logBytesLost },
        { labels: { what: "writes" }, count: this.logWritesFailed },
      ],
    );
    this.#counter(
      "towpath_upstream_requests_total",
      "Requests to the server that answers for this one, by outcome.",
      ["outcome"],
      () =>
        Object.entries(this.upstream ?? {}).map(([outcome, count]) => ({
          labels: { outcome },
          count,
        })),
    );
    this.#counter(
      "towpath_unexpected_errors_total",
      "Exceptions that reached no handler.",
      [],
      () => [{ labels: {}, count: this.unexpectedErrors }],
    );
  }

  /** Counts an answered request. */
  answered(endpoint: Endpoint, status: number, errorClass: string | null, seconds: number): void {
    this.#latency.add(endpoint, seconds);
    if (status === 200 && endpoint === "/predict") {
      this.#predicted.count++;
      return;
    }
    const key = `${endpoint} ${status} ${errorClass ?? "none"}`;
    this.#cell(this.#requests, key, () => requestLabels(endpoint, status, errorClass)).count++;
  }

  /** The counter of a label's predictions: asked for once a model, then only added to. */
  predictions(label: string): { count: number } {
    return this.#cell(this.#predictions, label, () => ({ label }));
  }

  /** Everything in Prometheus's text format. */
  async expose(): Promise<{ contentType: string; body: string }> {
    const body = (await this.#registry.metrics()) + this.#latency.expose();
    return { contentType: this.#registry.contentType, body };
  }

  #cell(cells: Map<string, Cell>, key: string, labels: () => Cell["labels"]): Cell {
    let cell = cells.get(key);
    if (cell === undefined) {
      cell = { labels: labels(), count: 0 };
      cells.set(key, cell);
    }
    return cell;
  }

  #counter(name: string, help: string, labelNames: string[], cells: () => readonly Cell[]): void {
    new Counter({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { labels, count } of cells()) this.inc(labels, count);
      },
    });
  }

  #gauge(name: string, help: string, labelNames: string[], cells: () => readonly Cell[]): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect() {
        this.reset();
        for (const { labels, count } of cells()) this.set(labels, count);
      },
    });
  }
}

function requestLabels(endpoint: Endpoint, status: number, errorClass: string | null) {
  return { endpoint, status: String(status), error_class: errorClass ?? "none" };
}

/**
 * A histogram whose buckets are plain numbers. prom-client has no public way to fill one of its
 * own from counts, so this one writes the text format itself.
 */
class LatencyHistogram {
  readonly #buckets = new Map(
    endpoints.map((endpoint) => [endpoint, new Float64Array(BOUNDS.length + 1)]),
  );
  readonly #sums = new Map<Endpoint, number>();

  add(endpoint: Endpoint, seconds: number): void {
    const buckets = this.#buckets.get(endpoint);
    if (buckets === undefined) return;
    let index = 0;
    while (index < BOUNDS.length && seconds > (BOUNDS[index] ?? 0)) index++;
    buckets[index] = (buckets[index] ?? 0) + 1;
    this.#sums.set(endpoint, (this.#sums.get(endpoint) ?? 0) + seconds);
  }

  expose(): string {
    const name = "towpath_request_duration_seconds";
    const lines = [
      `# HELP ${name} Time from a request's headers to its answer.`,
      `# TYPE ${name} histogram`,
    ];
    for (const [endpoint, buckets] of this.#buckets) {
      let total = 0;
      buckets.forEach((count, index) => {
        total += count;
        lines.push(
          `${name}_bucket{endpoint="${endpoint}",le="${BOUNDS[index] ?? "+Inf"}"} ${total}`,
        );
      });
      lines.push(`${name}_sum{endpoint="${endpoint}"} ${this.#sums.get(endpoint) ?? 0}`);
      lines.push(`${name}_count{endpoint="${endpoint}"} ${total}`);
    }
    return `${lines.join("\n")}\n`;
  }
}
