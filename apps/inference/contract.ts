// A namespace import, so that a bundle leaves out what is unused (zod's 40 locales: 350 KB).
import * as z from "zod";

/**
 * The request and response contract of every served text classifier, and the one place where its
 * shapes are written: the server validates with them, /openapi.json is generated from them, and
 * the promotion's contract check reads answers with them.
 *
 * A change to these shapes is an API change: it gets a new contract version and needs the clients'
 * review (docs/serving-standard.md). A new artifact changes `model_version` only.
 */
export const CONTRACT_VERSION = "text-classification/v1";

/** How long a text and a batch may be: the server's settings, so not part of the version. */
export interface RequestLimits {
  /** UTF-16 code units in one text. */
  readonly maxTextChars: number;
  /** Texts in one request. */
  readonly maxBatch: number;
}

/**
 * The two forms of `POST /predict`: one text, or a batch that one model version answers whole.
 * A text of white space alone is refused like an empty one: there is nothing to classify.
 */
export function requestSchemas(limits: RequestLimits) {
  const text = z.string().min(1).max(limits.maxTextChars).regex(/\S/);
  return {
    single: z.strictObject({ text }),
    batch: z.strictObject({ texts: z.array(text).min(1).max(limits.maxBatch) }),
  };
}

/** Answer of `GET /health`. */
export const healthResponse = z.strictObject({
  status: z.literal("ok"),
  model_version: z.string().nullable().describe("null until an artifact is loaded"),
});

/** Answer of `GET /ready`: HTTP 200 when true, 503 when false. */
export const readyResponse = z.strictObject({
  ready: z.boolean(),
  model_version: z.string().nullable(),
  reason: z
    .string()
    .optional()
    .describe("why not ready: loading, refused artifact, draining, upstream"),
});

/** One classified text. */
export const prediction = z.strictObject({
  label: z.string(),
  score: z.number().min(0).max(1),
  model_version: z.string(),
});

/** Answer to a batch, in the order of the request's texts. */
export const batchResponse = z.strictObject({ predictions: z.array(prediction) });

/** Every failure's body. `code` is stable; `message` is for people and may change. */
export const errorResponse = z.strictObject({
  error: z.strictObject({ code: z.string(), message: z.string(), request_id: z.string() }),
});

export type PredictionBody = z.output<typeof prediction>;
export type HealthBody = z.output<typeof healthResponse>;
export type ReadyBody = z.output<typeof readyResponse>;
export type ErrorBody = z.output<typeof errorResponse>;
