import { isUtf8 } from "node:buffer";
import type * as z from "zod";
import { requestSchemas, type RequestLimits } from "../contract";
import { ServerError } from "./errors";

/** A valid predict request. */
export interface PredictInput {
  readonly texts: readonly string[];
  /** Whether it was `{texts}`, so that a batch of one is answered as a batch. */
  readonly batch: boolean;
}

/**
 * The parser of predict bodies.
 *
 * Its messages name fields and limits and never quote a text: they go to the client and may end up
 * in somebody's log.
 * @returns a function that throws ServerError for everything that the contract does not allow
 */
export function predictParser(limits: RequestLimits): (body: unknown) => PredictInput {
  const { single, batch } = requestSchemas(limits);
  return (body) => {
    const data = parseJson(body);
    if (typeof data !== "object" || data === null || Array.isArray(data)) {
      throw new ServerError("invalid_request", `expected {"text": ...} or {"texts": [...]}`);
    }
    // zod passes over this one key, which JSON.parse makes an ordinary field.
    if (Object.hasOwn(data, "__proto__")) throw unknownField(["__proto__"]);
    if ("texts" in data) {
      const parsed = batch.safeParse(data);
      if (!parsed.success) throw explain(parsed.error, limits);
      return { texts: parsed.data.texts, batch: true };
    }
    const parsed = single.safeParse(data);
    if (!parsed.success) throw explain(parsed.error, limits);
    return { texts: [parsed.data.text], batch: false };
  };
}

function parseJson(body: unknown): unknown {
  if (!Buffer.isBuffer(body) || body.length === 0) throw new ServerError("empty_body");
  // Node decodes bad UTF-8 to replacement characters; a model would then answer a text that
  // nobody sent.
  if (!isUtf8(body)) throw new ServerError("invalid_utf8");
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    // The engine's message quotes the body.
    throw new ServerError("invalid_json");
  }
}

function explain(error: z.ZodError, limits: RequestLimits): ServerError {
  const unknown = error.issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown !== undefined) return unknownField(unknown.keys);
  const issue = error.issues[0];
  if (issue === undefined) return new ServerError("invalid_request");
  const place = placeOf(issue.path);
  const isList = place === "texts";
  if (issue.code === "too_big") {
    return isList
      ? new ServerError("batch_too_large", `texts: expected at most ${limits.maxBatch} texts`)
      : new ServerError(
          "text_too_long",
          `${place}: expected at most ${limits.maxTextChars} characters`,
        );
  }
  if (issue.code === "too_small" || issue.code === "invalid_format") {
    return isList
      ? new ServerError("empty_batch")
      : new ServerError("empty_text", `${place}: expected a text that is not empty`);
  }
  const expected = issue.code === "invalid_type" ? issue.expected : "what the contract allows";
  return new ServerError("invalid_request", `${place}: expected ${expected}`);
}

function unknownField(keys: readonly string[]): ServerError {
  const names = keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, 60)));
  return new ServerError(
    "unknown_field",
    `found ${names.join(", ")}; expected {"text": ...} or {"texts": [...]}`,
  );
}

function placeOf(path: readonly PropertyKey[]): string {
  const [field, index] = path;
  return typeof index === "number" ? `${String(field)}[${index}]` : String(field ?? "body");
}
