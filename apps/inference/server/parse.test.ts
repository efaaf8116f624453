import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { batchResponse, errorResponse, prediction } from "../contract";
import { catalogue } from "./errors";
import { predictRequest, testApp, type TestApp } from "./testing";

let app: TestApp;
beforeAll(async () => {
  app = await testApp({ env: { TOWPATH_MAX_TEXT_CHARS: "40", TOWPATH_MAX_BATCH: "3" } });
});
afterAll(() => app.server.close());

/** Whatever is sent: an answer of the contract, never a 5xx. */
async function answerOf(body: unknown): Promise<{ status: number; code: string | undefined }> {
  const answer = await app.server.inject(predictRequest(body));
  const json: unknown = answer.json();
  if (answer.statusCode === 200) {
    const whole = prediction.safeParse(json).success || batchResponse.safeParse(json).success;
    expect(whole).toBe(true);
    return { status: 200, code: undefined };
  }
  const { error } = errorResponse.parse(json);
  expect(Object.keys(catalogue)).toContain(error.code);
  expect(error.request_id).toBe(answer.headers["x-request-id"]);
  expect(answer.statusCode).toBeGreaterThanOrEqual(400);
  expect(answer.statusCode).toBeLessThan(500);
  return { status: answer.statusCode, code: error.code };
}

const text = fc.string({ unit: "binary", maxLength: 60 });
const nearMiss = fc.record(
  {
    text: fc.oneof(text, fc.anything()),
    texts: fc.oneof(fc.array(text, { maxLength: 5 }), fc.anything()),
    other: fc.anything(),
  },
  { requiredKeys: [] },
);

describe("the request parser answers by the contract", () => {
  it("any JSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), async (body) => {
        await answerOf(body);
      }),
      { numRuns: 200 },
    );
  });

  it("any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        await answerOf(Buffer.from(bytes));
      }),
      { numRuns: 200 },
    );
  });

  it("objects that nearly fit", async () => {
    await fc.assert(
      fc.asyncProperty(nearMiss, async (body) => {
        await answerOf(body);
      }),
      { numRuns: 300 },
    );
  });

  it("any text that fits, alone and in a batch", async () => {
    const fits = fc
      .string({ unit: "binary", minLength: 1, maxLength: 20 })
      .filter((value) => /\S/.test(value));
    await fc.assert(
      fc.asyncProperty(fits, async (value) => {
        expect(await answerOf({ text: value })).toMatchObject({ status: 200 });
        expect(await answerOf({ texts: [value, value] })).toMatchObject({ status: 200 });
      }),
      { numRuns: 100 },
    );
  });

  it.each<[unknown, number, string]>([
    ["", 400, "empty_body"],
    ["{", 400, "invalid_json"],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, "invalid_utf8"],
    [[], 400, "invalid_request"],
    ["null", 400, "invalid_request"],
    ['"text"', 400, "invalid_request"],
    [{}, 400, "invalid_request"],
    [{ text: 1 }, 400, "invalid_request"],
    [{ texts: "a" }, 400, "invalid_request"],
    [{ texts: ["a", null] }, 400, "invalid_request"],
    [{ text: "" }, 400, "empty_text"],
    [{ text: " \n\t" }, 400, "empty_text"],
    [{ texts: ["a", ""] }, 400, "empty_text"],
    [{ texts: [] }, 400, "empty_batch"],
    [{ text: "a", more: 1 }, 400, "unknown_field"],
    [{ text: "a", texts: ["a"] }, 400, "unknown_field"],
    ['{"text":"a","__proto__":{}}', 400, "unknown_field"],
    [{ text: "a".repeat(41) }, 413, "text_too_long"],
    [{ texts: ["a", "a".repeat(41)] }, 413, "text_too_long"],
    [{ texts: ["a", "a", "a", "a"] }, 413, "batch_too_large"],
  ])("%j: %d %s", async (body, status, code) => {
    expect(await answerOf(body)).toEqual({ status, code });
  });

  it("names the unknown field and the place of a wrong text", async () => {
    const unknown = await app.server.inject(predictRequest({ text: "a", temperature: 1 }));
    expect(unknown.json()).toMatchObject({
      error: { message: 'found "temperature"; expected {"text": ...} or {"texts": [...]}' },
    });
    const wrong = await app.server.inject(predictRequest({ texts: ["a", 2] }));
    expect(wrong.json()).toMatchObject({ error: { message: "texts[1]: expected string" } });
  });
});
