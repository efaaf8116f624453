import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import { RefusedError } from "../../../lib/errors";
import { healthResponse, prediction } from "../contract";

/** A GET, or with a body the POST of it as JSON, that gives up after so many milliseconds. */
export function jsonRequest(body: unknown, limitMs: number, apiKey?: string): RequestInit {
  const signal = AbortSignal.timeout(limitMs);
  if (body === undefined) return { signal };
  return {
    signal,
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
    body: JSON.stringify(body),
  };
}

/** An answer that fits its schema; undefined for anything else, silence included. */
export async function getJson<S extends z.ZodType>(
  url: string,
  schema: S,
  body?: unknown,
  apiKey?: string,
): Promise<z.output<S> | undefined> {
  try {
    const response = await fetch(url, jsonRequest(body, 2_000, apiKey));
    const parsed = schema.safeParse(await response.json());
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Asks again and again. @throws RefusedError with the given words after 15 s */
export async function until(
  reached: () => boolean | Promise<boolean>,
  otherwise: () => string,
): Promise<void> {
  const deadline = Date.now() + 15_000;
  while (!(await reached())) {
    if (Date.now() > deadline) throw new RefusedError(otherwise());
    await sleep(20);
  }
}

/** The model version that a live endpoint says it serves. */
export async function servedNow(url: string): Promise<string | undefined> {
  return (await getJson(`${url}/health`, healthResponse))?.model_version ?? undefined;
}

/**
 * The serving standard's check of a rollout or rollback: /health and /predict name the version.
 * @param apiKey sent to /predict, where the endpoint asks for one
 * @throws RefusedError when either does not
 */
export async function verifyServed(
  url: string,
  modelVersion: string,
  apiKey?: string,
): Promise<void> {
  const question = { text: "How do I verify this?" };
  const answer = await getJson(`${url}/predict`, prediction, question, apiKey);
  for (const [path, found] of [
    ["/health", await servedNow(url)],
    ["/predict", answer?.model_version],
  ] as const) {
    if (found !== modelVersion) {
      throw new RefusedError(
        `${url}${path}: found ${found ?? "no answer"}, expected ${modelVersion}`,
      );
    }
  }
}
