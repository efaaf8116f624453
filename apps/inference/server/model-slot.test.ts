import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { PredictionBody } from "../contract";
import {
  heldKind,
  predictRequest,
  sealRule,
  temporaryDirectory,
  testApp,
  type TestApp,
} from "./testing";

const running: TestApp[] = [];
afterEach(() => {
  for (const app of running.splice(0)) app.slot.stop();
});

/** An app that looks for changes every 10 ms. */
async function watching(dir: string, env: Record<string, string> = {}): Promise<TestApp> {
  const app = await testApp({
    dir,
    loaded: false,
    env: { TOWPATH_RELOAD_INTERVAL_MS: "10", ...env },
  });
  running.push(app);
  await app.slot.start();
  return app;
}

const ready = async (app: TestApp) => {
  const answer = await app.server.inject("/ready");
  return {
    status: answer.statusCode,
    ...answer.json<{ model_version: string; reason?: string }>(),
  };
};
const metricsOf = async (app: TestApp) => (await app.server.inject("/metrics")).body;

const sizeDiffers: unknown = expect.stringMatching(
  /^artifact refused: model\.json: found 2 bytes; expected \d+$/,
);

describe("a refused artifact", () => {
  it("keeps the server alive and not ready, says why, and is retried when it is put right", async () => {
    const dir = temporaryDirectory();
    sealRule(dir, "v1");
    writeFileSync(join(dir, "model.json"), "{}");
    const app = await watching(dir);
    expect(await ready(app)).toMatchObject({
      status: 503,
      reason: sizeDiffers,
    });
    expect(app.events()).toMatchObject([{ event: "artifact_refused", level: "error" }]);
    expect(await metricsOf(app)).toContain("towpath_artifact_refused 1");
    sealRule(dir, "v2");
    await vi.waitFor(async () => {
      expect(await ready(app)).toMatchObject({ status: 200, model_version: "v2" });
    });
    expect(await metricsOf(app)).toContain("towpath_artifact_refused 0");
  });

  it("is retried when only its model file is put right", async () => {
    const dir = temporaryDirectory();
    const other = temporaryDirectory();
    sealRule(dir, "v1");
    sealRule(other, "v1");
    writeFileSync(join(dir, "model.json"), "{}");
    const app = await watching(dir);
    expect((await ready(app)).status).toBe(503);
    renameSync(join(other, "model.json"), join(dir, "model.json"));
    await vi.waitFor(async () => {
      expect((await ready(app)).status).toBe(200);
    });
  });

  it("changes nothing for the version that serves, and is logged once", async () => {
    const dir = temporaryDirectory();
    sealRule(dir, "v1");
    const app = await watching(dir);
    writeFileSync(join(dir, "manifest.json"), '{"format":');
    await vi.waitFor(async () => {
      expect(await metricsOf(app)).toContain("towpath_artifact_refused 1");
    });
    expect(await ready(app)).toMatchObject({ status: 200, model_version: "v1" });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(app.events().map((line) => line.event)).toEqual(["artifact_loaded", "artifact_refused"]);
  });

  it("may be any other than the expected one", async () => {
    const dir = temporaryDirectory();
    const { manifestSha256 } = sealRule(dir, "v1");
    const app = await watching(dir, { TOWPATH_ARTIFACT_SHA256: manifestSha256 });
    sealRule(dir, "v2");
    await vi.waitFor(() => {
      expect(app.slot.refusal).toMatch(`expected ${manifestSha256}`);
    });
    expect((await ready(app)).model_version).toBe("v1");
  });
});

describe("a new artifact", () => {
  it("is loaded at once when asked for", async () => {
    const dir = temporaryDirectory();
    sealRule(dir, "v1");
    const app = await testApp({ dir });
    sealRule(dir, "v2");
    app.slot.reload();
    expect((await ready(app)).model_version).toBe("v2");
    expect(await metricsOf(app)).not.toContain('model_version="v1"');
  });

  it("swaps under requests: none fails, no batch is answered by two versions", async () => {
    const root = temporaryDirectory();
    for (const version of ["v1", "v2"]) {
      mkdirSync(join(root, version));
      sealRule(join(root, version), version);
    }
    const link = join(root, "current");
    const pointAt = (version: string) => {
      symlinkSync(join(root, version), `${link}.new`);
      renameSync(`${link}.new`, link);
    };
    pointAt("v1");
    const app = await watching(link);
    const seen = new Set<string>();
    const texts = ["a", "b", "c"];
    let swaps = 0;
    while (seen.size < 2 || swaps < 6) {
      pointAt(swaps++ % 2 === 0 ? "v2" : "v1");
      for (let round = 0; round < 20; round++) {
        const answers = await Promise.all(
          Array.from({ length: 10 }, () => app.server.inject(predictRequest({ texts }))),
        );
        for (const answer of answers) {
          expect(answer.statusCode).toBe(200);
          const { predictions } = answer.json<{ predictions: PredictionBody[] }>();
          const versions = new Set(predictions.map((one) => one.model_version));
          expect(versions.size).toBe(1);
          for (const version of versions) seen.add(version);
        }
      }
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    expect([...seen].sort()).toEqual(["v1", "v2"]);
  });

  it("does not change the version of a request that has begun", async () => {
    const dir = temporaryDirectory();
    const { kind, asked, answerAll } = heldKind();
    sealRule(dir, "v1", {}, "fake");
    const app = await testApp({ dir, kind });
    const request = predictRequest({ texts: ["x", "y"] });
    const begun = asked();
    const pending = app.server.inject(request);
    await begun;
    sealRule(dir, "v2", {}, "fake");
    app.slot.reload();
    answerAll();
    const { predictions } = (await pending).json<{ predictions: PredictionBody[] }>();
    expect(predictions.map((one) => one.model_version)).toEqual(["v1", "v1"]);
    expect(app.requests()).toMatchObject([{ model_version: "v1" }]);
    expect((await ready(app)).model_version).toBe("v2");
  });
});
