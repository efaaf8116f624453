import { describe, expect, it } from "vitest";
import { batchResponse, healthResponse, prediction, readyResponse } from "../contract";
import type { Prediction } from "../models/kind";
import { fakeKind, heldKind, predictRequest, testApp } from "./testing";

const anything: unknown = expect.anything();
const LONG = "my card was charged twice and I need a refund";

describe("the endpoints", () => {
  it("/health tells the version, and answers before there is a model", async () => {
    const app = await testApp();
    const answer = await app.server.inject("/health");
    expect(healthResponse.parse(answer.json())).toEqual({ status: "ok", model_version: "v1" });
    const empty = await testApp({ loaded: false });
    const before = await empty.server.inject("/health");
    expect([before.statusCode, before.json()]).toEqual([
      200,
      { status: "ok", model_version: null },
    ]);
  });

  it("/ready is true once the artifact is loaded, and false while draining", async () => {
    const app = await testApp({ loaded: false });
    const ready = async () => {
      const answer = await app.server.inject("/ready");
      return [answer.statusCode, readyResponse.parse(answer.json())];
    };
    expect(await ready()).toEqual([503, { ready: false, model_version: null, reason: "loading" }]);
    app.slot.reload();
    expect(await ready()).toEqual([200, { ready: true, model_version: "v1" }]);
    app.startDraining();
    expect(await ready()).toEqual([503, { ready: false, model_version: "v1", reason: "draining" }]);
  });

  it("/predict answers one text", async () => {
    const app = await testApp();
    const answer = await app.server.inject(predictRequest({ text: LONG }));
    expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(prediction.parse(answer.json())).toEqual({
      label: "needs-human-review",
      score: 0.55 + 10 / 100,
      model_version: "v1",
    });
  });

  it("/predict answers a batch in its order, a batch of one as a batch", async () => {
    const app = await testApp();
    const two = await app.server.inject(predictRequest({ texts: ["short", LONG] }));
    expect(batchResponse.parse(two.json()).predictions.map(({ label }) => label)).toEqual([
      "auto-reply-candidate",
      "needs-human-review",
    ]);
    const one = await app.server.inject(predictRequest({ texts: ["short"] }));
    expect(batchResponse.parse(one.json()).predictions).toHaveLength(1);
  });

  it("/openapi.json describes what is served, with this server's limits", async () => {
    const app = await testApp({ env: { TOWPATH_MAX_BATCH: "7" } });
    const document = (await app.server.inject("/openapi.json")).json<{
      openapi: string;
      paths: Record<string, { post?: { responses: Record<string, { description: string }> } }>;
      components: { schemas: Record<string, unknown> };
    }>();
    expect(document.openapi).toBe("3.1.0");
    expect(document.components.schemas.PredictBatchRequest).toMatchObject({
      additionalProperties: false,
      properties: { texts: { maxItems: 7 } },
    });
    const responses = document.paths["/predict"]?.post?.responses ?? {};
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(["200", "400", "401", "503"]));
    expect(responses["503"]?.description).toContain("`overloaded`");
    const used = JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g);
    for (const [, name] of used) expect(document.components.schemas).toHaveProperty(name ?? "");
  });
});

describe("failures", () => {
  it.each([
    ["GET", "/nothing", 404, "not_found"],
    ["GET", "/predict", 405, "method_not_allowed"],
    ["DELETE", "/health", 405, "method_not_allowed"],
    ["GET", "/%zz", 400, "bad_request"],
  ] as const)("%s %s: %d %s", async (method, url, status, code) => {
    const app = await testApp();
    const answer = await app.server.inject({ method, url });
    expect([answer.statusCode, answer.json<{ error: object }>().error]).toMatchObject([
      status,
      { code },
    ]);
    expect(app.requests()).toMatchObject([{ method, status, error_class: "client" }]);
  });

  it("a path that takes other methods says which", async () => {
    const app = await testApp();
    expect((await app.server.inject("/predict")).headers.allow).toBe("POST");
  });

  it("another content type gets 415, a large body 413", async () => {
    const app = await testApp({ env: { TOWPATH_MAX_BODY_BYTES: "100" } });
    const form = { "content-type": "application/x-www-form-urlencoded" };
    const wrong = await app.server.inject(predictRequest("text=a", form));
    expect([wrong.statusCode, wrong.json()]).toMatchObject([
      415,
      { error: { code: "unsupported_media_type" } },
    ]);
    const large = await app.server.inject(predictRequest({ text: "a".repeat(200) }));
    expect([large.statusCode, large.json()]).toMatchObject([
      413,
      { error: { code: "body_too_large" } },
    ]);
  });

  it("without a model /predict answers 503 and when to come back", async () => {
    const app = await testApp({ loaded: false });
    const answer = await app.server.inject(predictRequest({ text: "a" }));
    expect(answer.statusCode).toBe(503);
    expect(answer.headers["retry-after"]).toBe("1");
    expect(answer.json()).toMatchObject({ error: { code: "model_not_ready" } });
    expect(app.requests()).toMatchObject([{ error_class: "unavailable", model_version: null }]);
  });

  it.each<[string, () => readonly Prediction[] | Promise<readonly Prediction[]>]>([
    [
      "throws",
      () => {
        throw new Error("secret input");
      },
    ],
    ["rejects", () => Promise.reject(new Error("secret input"))],
    ["answers too few", () => []],
    ["answers an unknown label", () => [{ label: "c", score: 1 }]],
    ["answers a score that is none", () => [{ label: "a", score: Number.NaN }]],
  ])("a model that %s gets 500 without its message", async (_name, predict) => {
    const app = await testApp({ kind: fakeKind(predict) });
    const answer = await app.server.inject(predictRequest({ text: "a" }));
    expect([answer.statusCode, answer.json()]).toMatchObject([
      500,
      { error: { code: "model_error" } },
    ]);
    expect(answer.body + app.logText()).not.toContain("secret input");
    expect(app.requests()).toMatchObject([{ error_class: "model", stack: anything }]);
  });

  it("a model that does not answer in time gets 503 timeout, once", async () => {
    let late: (answer: readonly Prediction[]) => void = () => undefined;
    const app = await testApp({
      kind: fakeKind(() => new Promise((resolve) => (late = resolve))),
      env: { TOWPATH_REQUEST_TIMEOUT_MS: "50" },
    });
    const answer = await app.server.inject(predictRequest({ text: "a" }));
    expect([answer.statusCode, answer.json()]).toMatchObject([503, { error: { code: "timeout" } }]);
    late([{ label: "a", score: 1 }]);
    await Promise.resolve();
    expect(app.requests()).toHaveLength(1);
  });

  it("beyond the in-flight cap /predict answers 503 at once, and the probes answer", async () => {
    const { kind, asked, answerAll } = heldKind();
    const app = await testApp({ kind, env: { TOWPATH_MAX_IN_FLIGHT: "1" } });
    const ask = () => app.server.inject(predictRequest({ text: "a" }));
    const begun = asked();
    const first = ask();
    await begun;
    const second = await ask();
    expect([second.statusCode, second.headers["retry-after"]]).toEqual([503, "1"]);
    expect(second.json()).toMatchObject({ error: { code: "overloaded" } });
    expect((await app.server.inject("/ready")).statusCode).toBe(200);
    answerAll();
    expect((await first).statusCode).toBe(200);
    const begunAgain = asked();
    const third = ask();
    await begunAgain;
    answerAll();
    expect((await third).statusCode).toBe(200);
  });
});

describe("an event loop that is late", () => {
  it("makes /predict answer 503 and when to come back; the probes go on", async () => {
    const app = await testApp({ env: { TOWPATH_MAX_EVENT_LOOP_DELAY_MS: "1" } });
    await app.server.inject("/health");
    const until = Date.now() + 700;
    while (Date.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 1));
    const answer = await app.server.inject(predictRequest({ text: "a" }));
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "1"]);
    expect(answer.json()).toMatchObject({ error: { code: "overloaded" } });
    for (const url of ["/health", "/ready", "/metrics"]) {
      expect((await app.server.inject(url)).statusCode).toBe(200);
    }
    await app.server.close();
  });
});

describe("the request id", () => {
  it.each(["abc-1", "with space", '"quoted\\', "a".repeat(128)])("%s comes back", async (id) => {
    const app = await testApp();
    const answer = await app.server.inject({ url: "/health", headers: { "x-request-id": id } });
    expect(answer.headers["x-request-id"]).toBe(id);
    expect(app.requests()).toMatchObject([{ request_id: id }]);
  });

  it.each(["a".repeat(129), "é", "", "a\tb"])("%j is replaced", async (id) => {
    const app = await testApp();
    const answer = await app.server.inject({ url: "/health", headers: { "x-request-id": id } });
    expect(answer.headers["x-request-id"]).toMatch(/^[0-9a-f]{12}-[0-9a-z]+$/);
    expect(app.requests()).toMatchObject([{ request_id: answer.headers["x-request-id"] }]);
  });

  it("is in the body of a failure", async () => {
    const app = await testApp();
    const answer = await app.server.inject({ url: "/x", headers: { "x-request-id": "mine" } });
    expect(answer.json()).toMatchObject({ error: { request_id: "mine" } });
  });
});
