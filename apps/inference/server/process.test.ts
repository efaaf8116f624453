import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { sha256 } from "../../../lib/digest";
import { sealRule, temporaryDirectory } from "./testing";
import {
  ask,
  bundlePath,
  bundleServer,
  killAll,
  listening,
  load,
  predict,
  raw,
  start,
} from "./testing-process";

beforeAll(bundleServer);
afterEach(killAll);

describe("the process", () => {
  it("is one file below 900 KB", () => {
    expect(statSync(bundlePath()).size).toBeLessThan(900_000);
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "%s under load: every request that it took is answered, and it exits 0",
    async (signal) => {
      const { child, port, exited, lines } = await listening();
      const { result, expectStop, finished } = load(port, 8);
      await vi.waitFor(() => {
        expect(result.answered).toBeGreaterThan(200);
      });
      expectStop();
      child.kill(signal);
      expect(await exited).toBe(0);
      await finished;
      expect(result.failed).toEqual([]);
      const logged = lines().filter((line) => line.endpoint === "/predict");
      expect(logged).toHaveLength(result.answered);
      expect(lines().map((line) => line.event)).toContain("stopped");
      expect(lines().map((line) => line.event)).not.toContain("drain_forced");
    },
  );

  it("draining: not ready at once, still serving through the delay, idle connections closed", async () => {
    const { child, port, exited } = await listening({ TOWPATH_DRAIN_DELAY_MS: "1500" });
    const idle = raw(port, "", false);
    child.kill("SIGTERM");
    const body = await vi.waitFor(async () => {
      const answer = await ask(port, { path: "/ready" });
      expect(answer.status).toBe(503);
      expect(answer.headers.connection).toBe("close");
      return answer.body;
    });
    expect(JSON.parse(body)).toMatchObject({ ready: false, reason: "draining" });
    expect((await predict(port)).status).toBe(200);
    expect(await exited).toBe(0);
    expect(await idle).toBe("");
  });

  it("a request that never ends is cut off at the grace limit, and the exit is 0", async () => {
    const { child, port, exited, lines } = await listening({ TOWPATH_GRACE_MS: "600" });
    const stuck = raw(port, "POST /predict HTTP/1.1\r\ncontent-length: 10\r\n", false);
    await vi.waitFor(async () => {
      expect((await ask(port, { path: "/health" })).status).toBe(200);
    });
    child.kill("SIGTERM");
    expect(await exited).toBe(0);
    await stuck;
    expect(lines().map((line) => line.event)).toContain("drain_forced");
  });

  it("kill -9 under load: the next process on that port answers with the same version", async () => {
    const first = await listening();
    const { result, expectStop, finished } = load(first.port, 4);
    await vi.waitFor(() => {
      expect(result.answered).toBeGreaterThan(100);
    });
    expectStop();
    first.child.kill("SIGKILL");
    await first.exited;
    await finished;
    const second = await listening({ PORT: String(first.port) });
    const answer = await predict(second.port);
    expect([second.port, JSON.parse(answer.body)]).toMatchObject([
      first.port,
      { model_version: "v1" },
    ]);
  });

  it("SIGHUP loads the artifact at once; keys are read again when their file changes", async () => {
    const dir = temporaryDirectory();
    const keys = join(dir, "keys");
    sealRule(dir, "v1");
    writeFileSync(keys, `old sha256:${sha256("old-key")}\n`);
    const { child, port } = await listening({
      TOWPATH_ARTIFACT: dir,
      TOWPATH_API_KEYS_FILE: keys,
      TOWPATH_RELOAD_INTERVAL_MS: "20",
    });
    const as = (key: string) => predict(port, { authorization: `Bearer ${key}` });
    expect([(await as("old-key")).status, (await as("new-key")).status]).toEqual([200, 401]);
    sealRule(dir, "v2");
    child.kill("SIGHUP");
    writeFileSync(keys, `new sha256:${sha256("new-key")}\n`);
    await vi.waitFor(async () => {
      const answer = await as("new-key");
      expect([answer.status, answer.body]).toEqual([200, expect.stringContaining('"v2"')]);
    });
    expect((await as("old-key")).status).toBe(401);
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["a bad setting", { PORT: "x" }, /PORT: found "x"; expected a whole number/],
    ["no keys outside local", { TOWPATH_ENVIRONMENT: "prod" }, /TOWPATH_API_KEYS_FILE: not set/],
    ["an unreadable keys file", { TOWPATH_API_KEYS_FILE: "/nowhere" }, /\/nowhere: cannot be read/],
    ["an empty keys file", { TOWPATH_API_KEYS_FILE: "/dev/null" }, /holds no key/],
  ])("refuses to start with %s: exit 2 and why", async (_name, env, message) => {
    const { exited, stderr } = start(env);
    expect(await exited).toBe(2);
    expect(stderr()).toMatch(message);
  });
});
