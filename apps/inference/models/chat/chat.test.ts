import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadArtifact } from "../../artifact/load";
import { sealRule, temporaryDirectory } from "../../server/testing";
import { kindsWith } from "..";
import { ModelFailure } from "../kind";
import { chat, type ChatSpec } from ".";
import { completion, type FakeUpstream, startFakeUpstream } from "./testing";
import { Upstream } from "./upstream";

let fake: FakeUpstream;
beforeEach(async () => {
  fake = await startFakeUpstream();
});
afterEach(() => fake.close());

const spec: ChatSpec = {
  kind: "chat",
  model: "small-chat",
  system: "Say which team answers: billing or product.",
  labels: ["billing", "product"],
  temperature: 0,
  max_tokens: 8,
};

function model(change: Partial<ChatSpec> = {}, settings: Partial<FakeUpstream["settings"]> = {}) {
  const upstream = new Upstream({ ...fake.settings, ...settings }, 8);
  const loaded = chat(upstream).load({ ...spec, ...change }, () => new Uint8Array());
  return { upstream, predict: async (...texts: string[]) => loaded.predict(texts) };
}

async function failure(pending: Promise<unknown>): Promise<ModelFailure> {
  const error: unknown = await pending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ModelFailure);
  return error as ModelFailure;
}

describe("a question", () => {
  it("holds the upstream to the labels, and the user's text is data, not instruction", async () => {
    await model().predict("I was charged twice");
    expect(fake.requests).toEqual([
      {
        model: "small-chat",
        messages: [
          { role: "system", content: spec.system },
          { role: "user", content: "I was charged twice" },
        ],
        temperature: 0,
        max_tokens: 8,
        logprobs: true,
        structured_outputs: { choice: ["billing", "product"] },
      },
    ]);
    expect(fake.headers[0]?.authorization).toBeUndefined();
  });

  it("carries the key of the file as it is now", async () => {
    const keyFile = join(temporaryDirectory(), "key");
    writeFileSync(keyFile, "one\n");
    const { predict } = model({}, { keyFile });
    await predict("a");
    writeFileSync(keyFile, "two\n");
    await predict("b");
    expect(fake.headers.map(({ authorization }) => authorization)).toEqual([
      "Bearer one",
      "Bearer two",
    ]);
  });

  it("waits for its turn; a batch comes back in order", async () => {
    fake.reply = ({ messages }, response) => {
      const text = messages[1]?.content ?? "";
      setTimeout(() => response.end(completion(text)), text === "billing" ? 30 : 1);
    };
    const texts = ["billing", "product", "billing", "product", "product", "billing", "product"];
    const { predict, upstream } = model({}, { maxInFlight: 2 });
    expect((await predict(...texts)).map(({ label }) => label)).toEqual(texts);
    expect(fake.maxOpen).toBe(2);
    expect(upstream.counts.answered).toBe(7);
  });
});

describe("an answer", () => {
  it("is scored by the probability of the label's tokens", async () => {
    fake.reply = (_request, response) => response.end(completion(" billing\n", [-0.2, -0.3]));
    const [prediction] = await model().predict("a");
    expect(prediction).toEqual({ label: "billing", score: Math.exp(-0.5) });
  });

  it("never scores above 1, whatever is measured", async () => {
    fake.reply = (_request, response) => response.end(completion("billing", [1e-7]));
    expect(await model().predict("a")).toEqual([{ label: "billing", score: 1 }]);
  });

  it("that is none of the labels is the fallback with score 0, and counted, where there is one", async () => {
    fake.reply = (_request, response) => response.end(completion("Billing, I think."));
    const { predict, upstream } = model({ fallback: "product" });
    expect(await predict("a")).toEqual([{ label: "product", score: 0 }]);
    expect(upstream.counts).toMatchObject({ fallback: 1, answered: 0 });
  });

  it.each<[string, string | null, ModelFailure["reason"]]>([
    ["none of the labels", completion("secret text"), "unusable"],
    ["only reasoning", completion(null), "unusable"],
    ["no completion", '{"object":"error"}', "unusable"],
    ["no logprobs", '{"choices":[{"message":{"content":"billing"},"logprobs":null}]}', "unusable"],
    ["no JSON", "<html>", "unusable"],
  ])("that is %s is an error, counted and not quoted", async (_name, body, reason) => {
    fake.reply = (_request, response) => response.end(body);
    const { predict, upstream } = model();
    const error = await failure(predict("a"));
    expect(error.reason).toBe(reason);
    expect(error.message).not.toContain("secret");
    expect(upstream.counts[reason]).toBe(1);
  });

  it.each<[number, ModelFailure["reason"]]>([
    [400, "unusable"],
    [401, "unusable"],
    [404, "unusable"],
    [302, "unusable"],
    [429, "overloaded"],
    [500, "unavailable"],
    [503, "unavailable"],
  ])("HTTP %i: %s", async (status, reason) => {
    fake.reply = (_request, response) => response.writeHead(status).end("secret");
    expect(await failure(model().predict("a"))).toMatchObject({
      reason,
      message: `the upstream answered HTTP ${status}`,
    });
  });

  it("that does not come ends in its time", async () => {
    fake.reply = () => undefined;
    const { predict, upstream } = model({}, { timeoutMs: 80 });
    expect((await failure(predict("a"))).reason).toBe("timeout");
    expect(upstream.counts.timeout).toBe(1);
  });

  it("from nobody", async () => {
    const { predict } = model({}, { url: "http://127.0.0.1:9" });
    expect(await failure(predict("a"))).toMatchObject({ reason: "unavailable" });
  });

  it("that fails ends the rest of its batch", async () => {
    fake.reply = ({ messages }, response) => {
      if (messages[1]?.content === "bad") response.writeHead(500).end();
    };
    const { predict, upstream } = model({}, { maxInFlight: 2 });
    const texts = ["bad", "a", "b", "c"];
    expect((await failure(predict(...texts))).reason).toBe("unavailable");
    // Else they would hold their places until their time is over.
    fake.reply = (_request, response) => response.end(completion("billing"));
    expect(await predict("d")).toHaveLength(1);
    expect(upstream.counts).toMatchObject({ unavailable: 1, answered: 1, timeout: 0 });
  });

  it("is refused to one too many", async () => {
    fake.reply = () => undefined;
    const { predict } = model({}, { maxInFlight: 1, timeoutMs: 200 });
    const texts = Array.from({ length: 10 }, () => "a");
    expect((await failure(predict(...texts))).reason).toBe("overloaded");
  });
});

describe("health", () => {
  const watched = () => new Upstream(fake.settings);

  it("follows the upstream's", async () => {
    const upstream = watched();
    expect(upstream.unavailable("small-chat")).toBe("upstream: not asked yet");
    await upstream.start();
    expect(upstream.unavailable("small-chat")).toBeUndefined();
    fake.healthStatus = 503;
    await expect
      .poll(() => upstream.unavailable("small-chat"))
      .toBe("upstream: GET /health answers HTTP 503");
    fake.healthStatus = 200;
    await expect.poll(() => upstream.unavailable("small-chat")).toBeUndefined();
    await fake.close();
    await expect.poll(() => upstream.unavailable("small-chat")).toMatch(/GET \/health: .+/);
    upstream.stop();
  });

  it("knows which models are served, where the upstream tells", async () => {
    const upstream = watched();
    await upstream.start();
    expect(upstream.unavailable("other")).toBe("upstream: serves small-chat; expected other");
    fake.models = undefined;
    await expect.poll(() => upstream.unavailable("other")).toBeUndefined();
    upstream.stop();
  });
});

describe("an artifact", () => {
  const load = (change: object, upstream: Upstream | undefined) => {
    const dir = temporaryDirectory();
    sealRule(dir, "v1", { ...spec, ...change }, "chat");
    return loadArtifact(dir, { kinds: kindsWith(upstream) });
  };

  it("is refused where no upstream is named", () => {
    expect(() => load({}, undefined)).toThrow(/found no upstream; expected TOWPATH_UPSTREAM_URL/);
  });

  it.each<[string, object, RegExp]>([
    ["an address of its own", { url: "http://evil" }, /Unrecognized key: "url"/],
    ["a temperature", { temperature: 0.7 }, /temperature: /],
    ["one label", { labels: ["billing"] }, /labels: /],
    ["a label twice", { labels: ["billing", "billing"] }, /expected no label twice/],
    ["a fallback that is no label", { fallback: "x" }, /fallback: expected one of labels/],
    ["no end", { max_tokens: 100_000 }, /max_tokens: /],
  ])("with %s is refused", (_name, change, message) => {
    expect(() => load(change, new Upstream(fake.settings))).toThrow(message);
  });
});
