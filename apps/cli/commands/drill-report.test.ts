import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { DrillFile } from "../../../components/config/drill-files";
import { signatureProblem } from "../../../components/config/drilled";
import { loadStacks } from "../../../components/config/load";
import {
  asFile,
  drillReport as reportOf,
  OTHER_KEY,
  signedDrill,
  TEST_KEY,
  TEST_SIGNER,
} from "../../../components/config/testing-drills";
import { ObjectStore } from "../../../lib/object-store/client";
import { startFakeS3 } from "../../../lib/object-store/testing";
import { publicKeyOf } from "../../../lib/signing-key";
import { type Context, findPaths } from "../context";
import { signReport } from "../drill/signing";
import { drillKey } from "./drill-key";
import { drillReport } from "./drill-report";

const folder = mkdtempSync(join(tmpdir(), "towpath-report-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let number = 0;
let root: string;
let lines: string[];
let answers: unknown[];
beforeEach(() => {
  root = join(folder, String(number++));
  mkdirSync(join(root, "reports"), { recursive: true });
  cpSync("stacks", join(root, "stacks"), { recursive: true });
  cpSync("Pulumi.yaml", join(root, "Pulumi.yaml"));
  const signers = [
    "signers:",
    "  drill-job:",
    "    role: platform-owner",
    "    environment: prod",
    "    owner: platform",
    `    public_keys: ["${publicKeyOf(TEST_KEY)}"]`,
  ];
  const access = join(root, "stacks/access.yaml");
  writeFileSync(access, `${readFileSync(access, "utf8")}${signers.join("\n")}\n`);
  lines = [];
  answers = [];
});

function context(env: NodeJS.ProcessEnv = {}): Context {
  const silent = { update: () => undefined, done: () => undefined, fail: () => undefined };
  return {
    paths: findPaths(root, env),
    env,
    now: () => new Date("2026-11-20T09:00:00Z"),
    report: {
      json: false,
      step: () => silent,
      line: (text = "") => lines.push(text),
      refuse: () => undefined,
      result: (value) => answers.push(value),
    },
  };
}

/** Puts reports where drills leave them. */
function store(...drills: readonly DrillFile[]): string {
  const at = join(root, "reports");
  for (const { file, report } of drills) {
    writeFileSync(join(at, file.replace("docs/drills/", "")), JSON.stringify(report, null, 2));
  }
  return at;
}

const copied = (file: string) => readFileSync(join(root, "docs/drills", file), "utf8");

describe("towpath drill report", () => {
  it("copies the newest of an environment, byte for byte, with a page made from it", async () => {
    const newest = signedDrill({ started_at: "2026-11-19T20:00:00Z" });
    const from = store(
      newest,
      signedDrill(),
      asFile(reportOf({ environment: "staging", started_at: "2026-11-20T00:00:00Z" })),
    );
    writeFileSync(join(from, "2026-11-19T20-00-00Z-prod.md"), "forged page");
    expect(await drillReport(context(), { env: "prod", from })).toBe(0);
    expect(copied("2026-11-19T20-00-00Z-prod.json")).toBe(JSON.stringify(newest.report, null, 2));
    expect(copied("2026-11-19T20-00-00Z-prod.md")).toMatch(
      /\| signed by \| drill-job, platform-owner \|/,
    );
    expect(answers).toEqual([
      expect.objectContaining({ environment: "prod", passed: true, signed_by: "drill-job" }),
    ]);
    // The same once more changes nothing.
    expect(await drillReport(context({ TOWPATH_REPORTS: from }), { env: "prod" })).toBe(0);
  });

  it("reads them from an object store", async () => {
    const fake = await startFakeS3();
    try {
      const { file, report } = signedDrill();
      const { env } = fake;
      const uri = file.replace("docs/drills", "s3://reports/drills");
      await new ObjectStore({ env }).put(uri, Buffer.from(JSON.stringify(report)));
      await drillReport(context(env), { env: "prod", from: "s3://reports/drills/" });
      expect(JSON.parse(copied("2026-11-19T08-00-00Z-prod.json"))).toEqual(report);
    } finally {
      await fake.close();
    }
  });

  it("copies a drill that failed, and says so", async () => {
    const from = store(signedDrill({ passed: false, reasons: ["no key"] }));
    await drillReport(context(), { env: "prod", from });
    expect(lines).toContain("verdict    failed");
  });

  it("copies a local one that nobody signed", async () => {
    const from = store(asFile(reportOf({ environment: "local" })));
    await drillReport(context(), { from });
    expect(lines).toContain("signed by  nobody");
  });

  it.each<[string, DrillFile[], RegExp]>([
    ["there is none", [], /has no report of a drill of prod/],
    ["nobody signed it", [asFile(reportOf())], /is signed by nobody/],
    [
      "another key signed it",
      [signedDrill({}, TEST_SIGNER, OTHER_KEY)],
      /no key of drill-job made/,
    ],
    [
      "its name is another environment's",
      [{ ...signedDrill({ environment: "staging" }), file: "2026-11-19T08-00-00Z-prod.json" }],
      /found a report of staging/,
    ],
  ])("copies nothing when %s", async (_what, drills, says) => {
    await expect(drillReport(context(), { env: "prod", from: store(...drills) })).rejects.toThrow(
      says,
    );
    expect(existsSync(join(root, "docs/drills"))).toBe(false);
  });

  it("never changes a report that is there", async () => {
    await drillReport(context(), { env: "prod", from: store(signedDrill()) });
    const from = store(signedDrill({ run_by: "petra" }));
    await expect(drillReport(context(), { env: "prod", from })).rejects.toThrow(
      /says something else/,
    );
    expect(copied("2026-11-19T08-00-00Z-prod.json")).toContain('"run_by": "drill-job"');
  });

  it("asks where the reports are", async () => {
    await expect(drillReport(context(), { env: "prod" })).rejects.toThrow(/is not known/);
  });
});

describe("towpath drill key", () => {
  it("makes a key once, for its owner alone, whose line makes reports count", async () => {
    await drillKey(context(), { as: "petra" });
    const file = join(root, ".towpath/keys/signing.pem");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const before = readFileSync(file, "utf8");
    await drillKey(context(), { as: "petra" });
    expect(readFileSync(file, "utf8")).toBe(before);
    expect(lines.join("\n")).not.toContain(before.split("\n")[1]);
    const line = lines.find((one) => one.startsWith("  petra:")) ?? "";

    const access = join(root, "stacks/access.yaml");
    writeFileSync(access, `${readFileSync(access, "utf8")}${line}\n`);
    const signed = signReport(context(), reportOf({ environment: "staging", run_by: "petra" }));
    const read = JSON.parse(JSON.stringify(signed)) as ReturnType<typeof reportOf>;
    expect(signatureProblem(read, loadStacks(root).access)).toBeUndefined();
    // Nobody signs for who has no role in restores.
    expect(signReport(context(), reportOf({ run_by: "dana" })).signature).toBeUndefined();
    expect(lines.at(-1)).toMatch(/gives dana no role that signs/);
  });

  it("is refused where others may read it", async () => {
    await drillKey(context(), { as: "petra" });
    const file = join(root, "open.pem");
    writeFileSync(file, "", { mode: 0o644 });
    const sign = (env: NodeJS.ProcessEnv) => () => signReport(context(env), reportOf());
    expect(sign({ TOWPATH_SIGNING_KEY_FILE: file })).toThrow(/others may read this private key/);
    expect(sign({ TOWPATH_SIGNING_KEY_FILE: `${file}.gone` })).toThrow(/which is not there/);
  });
});
