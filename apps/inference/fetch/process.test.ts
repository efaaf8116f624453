import { execFile } from "node:child_process";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { sealRule, temporaryDirectory } from "../server/testing";

/** The program as it runs: the bundle that scripts/build.js made before the tests, and that ships. */
const bundle = resolve("dist/fetch.js");

function run(env: Record<string, string>) {
  return new Promise<{ code: number; lines: Record<string, unknown>[]; stderr: string }>(
    (resolve) => {
      const child = execFile(
        process.execPath,
        [bundle],
        { env, cwd: temporaryDirectory() },
        (_error, stdout, stderr) => {
          const lines = stdout
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as Record<string, unknown>);
          resolve({ code: child.exitCode ?? -1, lines, stderr });
        },
      );
    },
  );
}

describe("the init container", () => {
  it("is small", () => {
    expect(statSync(bundle).size).toBeLessThan(300_000);
  });

  it("fetches, says so in one line, and ends with 0", async () => {
    const origin = temporaryDirectory();
    const { manifestSha256 } = sealRule(origin);
    const dir = join(temporaryDirectory(), "new");
    const env = { ARTIFACT_URI: origin, ARTIFACT_SHA256: manifestSha256, ARTIFACT_DIR: dir };
    const { code, lines, stderr } = await run(env);
    expect(lines).toMatchObject([
      { event: "artifact_fetched", model_version: "v1", sha256: manifestSha256, files: 1 },
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(readdirSync(dir).sort()).toEqual(["manifest.json", "model.json"]);
  });

  it("ends with 1 and the reason when the artifact is refused", async () => {
    const origin = temporaryDirectory();
    const { manifestSha256 } = sealRule(origin);
    writeFileSync(join(origin, "model.json"), "{}");
    const dir = temporaryDirectory();
    const env = { ARTIFACT_URI: origin, ARTIFACT_SHA256: manifestSha256, ARTIFACT_DIR: dir };
    const { code, lines } = await run(env);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ event: "fetch_failed" });
    expect(lines[0]?.reason).toMatch(/^model.json: found 2 bytes; expected/);
    expect(lines[0]).not.toHaveProperty("stack");
    expect(code).toBe(1);
  });

  it("ends with 1 when its folder cannot be written", async () => {
    const origin = temporaryDirectory();
    const { manifestSha256 } = sealRule(origin);
    const file = join(temporaryDirectory(), "a-file");
    writeFileSync(file, "");
    const env = { ARTIFACT_URI: origin, ARTIFACT_SHA256: manifestSha256, ARTIFACT_DIR: file };
    const { code, lines } = await run(env);
    expect(lines[0]?.reason).toMatch(/EEXIST|ENOTDIR/);
    expect(code).toBe(1);
  });

  it("ends with 2 when its settings cannot be right", async () => {
    const { code, lines } = await run({ ARTIFACT_URI: "gs://x", ARTIFACT_DIR: "/x" });
    expect(lines[0]?.reason).toMatch(/^ARTIFACT_SHA256: not set/);
    expect(code).toBe(2);
  });

  it("ends in its time although a server trickles for ever, and cleans up at the next start", async () => {
    const trickler = createServer((_request, response) => {
      const timer = setInterval(() => response.write(" "), 20);
      response.on("close", () => {
        clearInterval(timer);
      });
    });
    await new Promise<void>((resolve) => trickler.listen(0, "127.0.0.1", resolve));
    const dir = temporaryDirectory();
    const { code, lines } = await run({
      ARTIFACT_URI: `http://127.0.0.1:${(trickler.address() as AddressInfo).port}/model`,
      ARTIFACT_SHA256: "0".repeat(64),
      ARTIFACT_DIR: dir,
      ARTIFACT_TIMEOUT_MS: "700",
    });
    trickler.closeAllConnections();
    trickler.close();
    expect(lines[0]?.reason).toBe("not done within ARTIFACT_TIMEOUT_MS, which is 700");
    expect(code).toBe(1);

    const origin = temporaryDirectory();
    const { manifestSha256 } = sealRule(origin);
    await run({ ARTIFACT_URI: origin, ARTIFACT_SHA256: manifestSha256, ARTIFACT_DIR: dir });
    expect(readdirSync(dir).sort()).toEqual(["manifest.json", "model.json"]);
  });
});
