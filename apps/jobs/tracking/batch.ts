import { InputError } from "../../../lib/errors";

/** What a run can be told in one go. */
export interface RunData {
  /** Measured numbers; NaN and infinities are kept. */
  readonly metrics?: Readonly<Record<string, number>>;
  /** Inputs; written once, MLflow refuses another value for the same key. At most 6000 characters. */
  readonly params?: Readonly<Record<string, string>>;
  /** Labels; may change. At most 8000 characters. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** The body of one `runs/log-batch` call, without its run. */
export interface Batch {
  metrics: { key: string; value: number | string; timestamp: number; step: number }[];
  params: { key: string; value: string }[];
  tags: { key: string; value: string }[];
}

/*
 * MLflow's own limits (mlflow/utils/validation.py, 3.17.0): MAX_METRICS_PER_BATCH,
 * MAX_PARAMS_TAGS_PER_BATCH, MAX_ENTITIES_PER_BATCH, MAX_BATCH_LOG_REQUEST_SIZE,
 * MAX_ENTITY_KEY_LENGTH, MAX_PARAM_VAL_LENGTH, MAX_TAG_VAL_LENGTH.
 */
const MAX_PER_KIND = { metrics: 1000, params: 100, tags: 100 } as const;
const MAX_ITEMS = 1000;
/** Of 1 000 000 bytes; the rest is for the run's id and the braces. */
const MAX_BYTES = 990_000;
const MAX_KEY = 250;
const MAX_VALUE = { params: 6000, tags: 8000 } as const;

/**
 * Cuts what a run is told into calls that MLflow accepts, metrics first and tags last: who reads a
 * tag may count on everything before it.
 * @param timestamp of the metrics, in milliseconds since 1970; fixed, so that a repeated call adds
 *   nothing
 * @throws InputError for a key or value that MLflow would refuse or, by its default, silently cut
 */
export function batchesOf(data: RunData, timestamp: number): Batch[] {
  const batches: Batch[] = [];
  let current: Batch | undefined;
  let bytes = 0;
  const room = (kind: keyof Batch, size: number): Batch => {
    const full =
      current === undefined ||
      current[kind].length >= MAX_PER_KIND[kind] ||
      current.metrics.length + current.params.length + current.tags.length >= MAX_ITEMS ||
      bytes + size > MAX_BYTES;
    if (full || current === undefined) {
      current = { metrics: [], params: [], tags: [] };
      batches.push(current);
      bytes = 0;
    }
    bytes += size;
    return current;
  };
  for (const [key, number] of Object.entries(data.metrics ?? {})) {
    checkLength("metric", key, key.length, MAX_KEY, "a name of");
    // JSON has no NaN; protobuf's JSON takes it as text.
    const value = Number.isFinite(number) ? number : String(number);
    const item = { key, value, timestamp, step: 0 };
    room("metrics", sizeOf(item)).metrics.push(item);
  }
  for (const kind of ["params", "tags"] as const) {
    for (const [key, value] of Object.entries(data[kind] ?? {})) {
      const one = kind.slice(0, -1);
      checkLength(one, key, key.length, MAX_KEY, "a name of");
      checkLength(one, key, value.length, MAX_VALUE[kind], "a value of");
      const item = { key, value };
      room(kind, sizeOf(item))[kind].push(item);
    }
  }
  return batches;
}

/** Tags as the API wants them. */
export function pairsOf(
  tags: Readonly<Record<string, string>> = {},
): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => {
    checkLength("tag", key, key.length, MAX_KEY, "a name of");
    checkLength("tag", key, value.length, MAX_VALUE.tags, "a value of");
    return { key, value };
  });
}

/** MLflow counts the bytes of its own JSON: escapes non-ASCII as \uXXXX, spaces after separators. */
function sizeOf(item: object): number {
  const json = JSON.stringify(item);
  let size = 16;
  for (let index = 0; index < json.length; index++) size += json.charCodeAt(index) > 126 ? 6 : 1;
  return size;
}

function checkLength(kind: string, key: string, found: number, most: number, what: string): void {
  if (found <= most) return;
  throw new InputError(
    `${kind} ${key.slice(0, 60)}: found ${what} ${found} characters; expected at most ${most}`,
    { hint: "MLflow would cut it without a word; log the text as an artifact instead." },
  );
}
