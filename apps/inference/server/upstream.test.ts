import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { chat, type ChatSpec } from "../models/chat";
import { completion, type FakeUpstream, startFakeUpstream } from "../models/chat/testing";
import { Upstream } from "../models/chat/upstream";
import { predictRequest, sealRule, temporaryDirectory, testApp } from "./testing";

/** A server in front of a simulated OpenAI-compatible one. */
let fake: FakeUpstream;
let upstream: Upstream;
beforeEach(async () => {
  fake = await startFakeUpstream();
  upstream = new Upstream({ ...fake.settings, timeoutMs: 100 });
  await upstream.start();
});
afterEach(async () => {
  upstream.stop();
  await fake.close();
});

const spec: ChatSpec = {
  kind: "chat",
  model: "small-chat",
  system: "billing or product?",
  labels: ["billing", "product"],
  temperature: 0,
  max_tokens: 8,
};

async function chatApp() {
  const dir = temporaryDirectory();
  sealRule(dir, "chat-1", spec, "chat");
  const app = await testApp({ dir, kind: chat(upstream) });
  app.metrics.upstream = upstream.counts;
  return app;
}

describe("a model on another server", () => {
  it("answers by the same contract, one and many", async () => {
    fake.reply = ({ messages }, response) =>
      response.end(completion(messages[1]?.content ?? null, [-0.5]));
    const { server } = await chatApp();
    const one = await server.inject(predictRequest({ text: "billing" }));
    expect(one.json()).toEqual({
      label: "billing",
      score: Math.exp(-0.5),
      model_version: "chat-1",
    });
    const many = await server.inject(predictRequest({ texts: ["product", "billing"] }));
    expect(many.json<{ predictions: { label: string }[] }>().predictions).toMatchObject([
      { label: "product" },
      { label: "billing" },
    ]);
    const metrics = await server.inject({ url: "/metrics" });
    expect(metrics.body).toContain('towpath_upstream_requests_total{outcome="answered"} 3');
  });

  it.each<[string, string, number, (fake: FakeUpstream) => void]>([
    ["no label", "bad_upstream", 502, (f) => (f.reply = (_, r) => r.end(completion("secret")))],
    ["HTTP 404", "bad_upstream", 502, (f) => (f.reply = (_, r) => r.writeHead(404).end("secret"))],
    ["HTTP 500", "upstream_unavailable", 503, (f) => (f.reply = (_, r) => r.writeHead(500).end())],
    ["HTTP 429", "overloaded", 503, (f) => (f.reply = (_, r) => r.writeHead(429).end())],
    ["no answer", "timeout", 503, (f) => (f.reply = () => undefined)],
  ])("fails by the catalogue: %s is %s", async (_name, code, status, break_) => {
    break_(fake);
    const app = await chatApp();
    const answer = await app.server.inject(predictRequest({ text: "a secret" }));
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ error: { code } });
    expect(answer.headers["retry-after"]).toBe(status === 503 ? "1" : undefined);
    const [line] = app.requests();
    expect(line).toMatchObject({ error_code: code, status });
    expect(line?.reason).toMatch(/^the upstream/);
    expect(app.logText()).not.toContain("secret");
  });

  it("is ready only while the upstream is", async () => {
    const { server } = await chatApp();
    const ready = async () => {
      const { statusCode, body } = await server.inject({ url: "/ready" });
      return `${statusCode} ${body}`;
    };
    expect(await ready()).toMatch(/^200 /);
    fake.healthStatus = 503;
    await expect.poll(ready).toMatch(/^503 .*"reason":"upstream: GET \/health answers HTTP 503"/);
    // It lives all the same: to start it anew would mend nothing.
    expect((await server.inject({ url: "/health" })).statusCode).toBe(200);
    fake.healthStatus = 200;
    await expect.poll(ready).toMatch(/^200 /);
  });
});
