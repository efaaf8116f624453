import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AMD64, ARM64, LOGIN, TestRegistry } from "../apps/cli/images/testing-registry";
import type { Ran } from "./cli";

const TOWPATH = resolve(__dirname, "..", "bin/towpath.js");
const OLD = `sha256:${"0".repeat(64)}`;

const root = mkdtempSync(join(tmpdir(), "towpath-images-"));
const file = join(root, "stacks/images.yaml");
let registry: TestRegistry;
let digest: string;

beforeAll(async () => {
  registry = await TestRegistry.start({ auth: "token-login" });
  digest = registry.pushIndex("team/app", "v1", [AMD64, ARM64]);
  mkdirSync(join(root, "stacks"));
  writeFileSync(join(root, "Pulumi.yaml"), "name: towpath\nruntime: nodejs\n");
  const auths = { [registry.host]: { auth: LOGIN } };
  writeFileSync(join(root, "config.json"), JSON.stringify({ auths }));
});
afterAll(async () => {
  await registry.close();
  rmSync(root, { recursive: true });
});

function towpath(...args: string[]): Promise<Ran> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [TOWPATH, "images", ...args], {
      cwd: root,
      env: { ...process.env, NO_COLOR: "1", DOCKER_CONFIG: root },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.once("error", fail);
    child.once("close", (code) => {
      done({ code, stdout, stderr });
    });
  });
}

/** stacks/images.yaml with an image `app` and, where its tag is said, an image `other`. */
function write(appDigest: string, otherTag?: string): string {
  const other = `other:
  repository: ${registry.host}/team/app
  tag: ${otherTag ?? ""}
  digest: null
  source: https://example.com/other
`;
  const text = `# Every image.
app: # the one
  repository: ${registry.host}/team/app
  tag: v1
  digest: ${appDigest}
  source: https://example.com/app
${otherTag === undefined ? "" : other}`;
  writeFileSync(file, text);
  return text;
}

describe("towpath images pin", () => {
  it("writes what resolved, says what did not, and exits with 1", async () => {
    const text = write("null", "v9");
    const today = () => new Date().toISOString().slice(0, 10);
    const days = [today()];
    const ran = await towpath("pin");
    days.push(today());
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain(`no digest → ${digest}\n  for linux/amd64, linux/arm64`);
    expect(ran.stdout).toContain("1 image written to stacks/images.yaml: commit it.");
    expect(ran.stderr).toMatch(/other: 127\.0\.0\.1:\d+ has no team\/app v9: status 404/);
    expect(ran.stderr).toContain("→ Check repository and tag in stacks/images.yaml");
    expect(readFileSync(file, "utf8").replace(/ on [\d-]+/, " on TODAY")).toBe(
      text
        .replace("digest: null", `digest: ${digest}`)
        .replace("com/app\n", `com/app; digest from ${registry.host} on TODAY\n`),
    );
    expect(days).toContain(/ on ([\d-]+)\n/.exec(readFileSync(file, "utf8"))?.[1]);
    // The file was replaced, not written over, and nothing is left beside it.
    expect(readdirSync(join(root, "stacks"))).toEqual(["images.yaml"]);
    expect(ran.stdout + ran.stderr).not.toContain(LOGIN);
  });

  it("shows old and new with --dry-run, and leaves the file alone", async () => {
    const text = write(OLD);
    expect((await towpath("pin")).stdout).toBe(
      "Every image has a digest. --all asks the registries again.\n",
    );
    const ran = await towpath("pin", "app", "--dry-run");
    expect(ran).toMatchObject({ code: 0 });
    expect(ran.stdout).toContain(`${OLD} → ${digest}`);
    expect(ran.stdout).toContain("1 image would be written to stacks/images.yaml.");
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  it("writes nothing over what somebody changed meanwhile", async () => {
    write("null");
    registry.fault = () => {
      write(OLD);
      return false;
    };
    const ran = await towpath("pin");
    registry.fault = () => false;
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("changed while its digests were resolved; nothing was written");
    expect(readFileSync(file, "utf8")).toContain(OLD);
  });

  it("asks again with --all, and answers as JSON", async () => {
    write(OLD);
    const ran = await towpath("pin", "--all", "--json");
    expect(ran.code, ran.stderr).toBe(0);
    expect(JSON.parse(ran.stdout)).toEqual({
      file: "stacks/images.yaml",
      written: true,
      images: [
        {
          name: "app",
          repository: `${registry.host}/team/app`,
          tag: "v1",
          result: "moved",
          old: OLD,
          digest,
          platforms: ["linux/amd64", "linux/arm64"],
        },
      ],
    });
    expect(JSON.parse((await towpath("pin", "--all", "--json")).stdout)).toMatchObject({
      written: false,
      images: [{ result: "same", digest }],
    });
  });
});

describe("towpath images check", () => {
  it("is content while every tag stands for its digest", async () => {
    write(digest);
    const ran = await towpath("check");
    expect(ran, ran.stderr).toMatchObject({ code: 0 });
    expect(ran.stdout).toBe(`ok         app  ${registry.host}/team/app:v1\n`);
  });

  it("exits with 1 for a tag that moved and for what was never resolved", async () => {
    write(OLD, "v1");
    const ran = await towpath("check");
    expect(ran.code).toBe(1);
    expect(ran.stdout).toContain(`${OLD} → ${digest}`);
    expect(ran.stdout).toContain("the pinned image is gone too");
    expect(ran.stderr).toContain("towpath: moved: app\n→ Look at what changed upstream;");
    expect(ran.stderr).toContain("towpath: unresolved: other\n→ `npx towpath images pin` resolves");
    const json = await towpath("check", "--json");
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      images: [
        { name: "app", status: "moved", pinned: OLD, found: digest, pinned_available: false },
        { name: "other", status: "unresolved", pinned: null },
      ],
    });
  });
});

describe("towpath images", () => {
  it.each([
    [["pni"], 'images: found "pni" (did you mean "pin"?); expected one of pin, check'],
    [["pin", "ap"], 'no image "ap" in stacks/images.yaml (did you mean "app"?)'],
    [["pin", "app", "--all"], "found --all and app; expected one or the other"],
    [["check", "--all"], "images check: found --all or --dry-run; expected neither"],
    [["pin", "--timeout", "0"], '--timeout: found "0"; expected a number of seconds above 0'],
    [[], "missing required argument 'action'"],
  ])("%j is bad input", async (args, message) => {
    write(digest);
    const ran = await towpath(...args);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain(message);
  });
});
