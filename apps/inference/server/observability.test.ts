import { describe, expect, it } from "vitest";
import { predictRequest, testApp, type TestApp } from "./testing";

/** Requests of every sort, each holding the marker where a text or a secret could be. */
async function everySort(app: TestApp, marker: string): Promise<number> {
  const requests = [
    predictRequest({ text: marker }),
    predictRequest({ texts: [marker, marker] }),
    predictRequest({ text: marker, [marker]: 1 }),
    predictRequest(`{"text": "${marker}"`),
    predictRequest({ text: `${marker} ${"x".repeat(9000)}` }),
    predictRequest({ text: [marker] }),
    predictRequest(marker, { "content-type": "text/plain" }),
    predictRequest({ text: marker }, { authorization: `Bearer ${marker}` }),
    { method: "GET", url: `/predict?text=${marker}` },
    { method: "GET", url: `/${marker}` },
    { method: "GET", url: `/%zz${marker}` },
  ] as const;
  for (const request of requests) await app.server.inject(request);
  return requests.length;
}

const anyString: unknown = expect.any(String);
const anyNumber: unknown = expect.any(Number);
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe("the log", () => {
  it("has exactly one line a request, with the serving standard's fields", async () => {
    const app = await testApp();
    const count = await everySort(app, "hello");
    expect(app.requests()).toHaveLength(count);
    for (const line of app.requests()) {
      expect(line).toMatchObject({
        time: matching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        request_id: anyString,
        endpoint: matching(/^(\/predict|other)$/),
        method: matching(/^(GET|POST)$/),
        model_version: "v1",
        latency_ms: anyNumber,
        status: anyNumber,
      });
      expect(line).toHaveProperty("error_class");
    }
    expect(app.requests()[0]).toMatchObject({ status: 200, error_class: null });
  });

  it("never holds an input text", async () => {
    const app = await testApp();
    await everySort(app, "SECRETMARKER");
    expect(app.logText()).not.toContain("SECRETMARKER");
    expect((await app.server.inject("/metrics")).body).not.toContain("SECRETMARKER");
  });

  it("holds the texts only under TOWPATH_LOG_INPUT_TEXT=true", async () => {
    const app = await testApp({ env: { TOWPATH_LOG_INPUT_TEXT: "true" } });
    await app.server.inject(predictRequest({ texts: ['a "b"', "c"] }));
    expect(app.requests()).toMatchObject([{ input_texts: ['a "b"', "c"] }]);
  });
});

describe("the metrics", () => {
  it("count requests by endpoint, status and class, predictions by label, and latencies", async () => {
    const app = await testApp();
    await app.server.inject(predictRequest({ texts: ["a", "b", "1 2 3 4 5 6 7 8"] }));
    await app.server.inject(predictRequest("{"));
    await app.server.inject("/somewhere");
    const { body, headers } = await app.server.inject("/metrics");
    expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = body.split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        'towpath_requests_total{endpoint="/predict",status="200",error_class="none"} 1',
        'towpath_requests_total{endpoint="/predict",status="400",error_class="client"} 1',
        'towpath_requests_total{endpoint="other",status="404",error_class="client"} 1',
        'towpath_predictions_total{label="auto-reply-candidate"} 2',
        'towpath_predictions_total{label="needs-human-review"} 1',
        "towpath_requests_in_flight 1",
        "towpath_artifact_refused 0",
        'towpath_request_duration_seconds_bucket{endpoint="/predict",le="+Inf"} 2',
        'towpath_request_duration_seconds_count{endpoint="/predict"} 2',
      ]),
    );
    const info =
      /^towpath_model_info\{model_version="v1",kind="rule",artifact_sha256="\w{64}"\} 1$/m;
    expect(body).toMatch(info);
    expect(body).toContain("process_resident_memory_bytes");
  });

  it("are text that a scraper can read: names, labels, a number a line", async () => {
    const app = await testApp();
    const { body } = await app.server.inject("/metrics");
    const wrong = body
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .filter((line) => !/^[a-z_:][\w:]*(\{[^}]*\})? [-+\w.]+$/i.test(line));
    expect(wrong).toEqual([]);
  });

  it("have buckets that grow to the count", async () => {
    const app = await testApp();
    for (let i = 0; i < 5; i++) await app.server.inject("/health");
    const { body } = await app.server.inject("/metrics");
    const buckets = [...body.matchAll(/_bucket\{endpoint="\/health",le="[^"]+"\} (\d+)/g)].map(
      ([, count]) => Number(count),
    );
    expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
    expect(buckets.at(-1)).toBe(5);
  });
});
