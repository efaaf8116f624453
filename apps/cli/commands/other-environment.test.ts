import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type KeyPair, makeKeys } from "../../recovery/age";
import { makeBackup } from "../../recovery/back-up";
import type { DrillReport } from "../../recovery/drill/report";
import { folderSource } from "../../recovery/source";
import { FolderStore } from "../../recovery/store";
import { type Context, findPaths } from "../context";
import { backup } from "./backup";
import { drillRestore } from "./drill-restore";
import { drillVerify } from "./drill-verify";

/* Backups of another environment than this machine's; with real servers: tests/recovery/pod.recovery.ts. */

const folder = mkdtempSync(join(tmpdir(), "towpath-other-"));
let keys: KeyPair;
beforeAll(async () => {
  keys = await makeKeys();
  writeFileSync(join(folder, "identity"), `${keys.identity}\n`);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

let number = 0;
let root: string;
let store: string;
let answers: unknown[];
beforeEach(() => {
  root = join(folder, String(number++));
  mkdirSync(root);
  cpSync("stacks", join(root, "stacks"), { recursive: true });
  cpSync("Pulumi.yaml", join(root, "Pulumi.yaml"));
  store = join(root, "backups");
  answers = [];
});

function context(env: NodeJS.ProcessEnv = {}): Context {
  const silent = { update: () => undefined, done: () => undefined, fail: () => undefined };
  return {
    paths: findPaths(root, env),
    env: { PATH: process.env.PATH, ...env },
    now: () => new Date("2026-11-21T09:00:00Z"),
    report: {
      json: false,
      step: () => silent,
      line: () => undefined,
      refuse: () => undefined,
      result: (value) => answers.push(value),
    },
  };
}

/** A backup as the job of an environment makes it, of PostgreSQL as old as any or of the future. */
function backUp(environment: string, at: string, version = "8.0") {
  return makeBackup({
    estate: {
      environment,
      artifacts: folderSource(join(root, "none")),
      records: folderSource(join(root, "none")),
      database: {
        kind: "postgresql",
        dump: (file) => {
          writeFileSync(file, `of ${environment}`);
          return Promise.resolve({ version, tools: { pg_dump: version } });
        },
      },
    },
    store: new FolderStore(store),
    recipient: keys.recipient,
    tools: {},
    now: () => new Date(at),
  });
}

/** Restores, and gives the report of a drill that failed. */
async function failed(env: NodeJS.ProcessEnv = {}): Promise<DrillReport> {
  const identity = { TOWPATH_BACKUP_IDENTITY_FILE: join(folder, "identity") };
  const options = { env: "prod", from: store, as: "somebody" };
  expect(await drillRestore(context({ ...identity, ...env }), options)).toBe(1);
  return answers.at(-1) as DrillReport;
}

describe("a drill of another environment", () => {
  it.each([
    [{ env: "prd" }, 'no environment "prd" in stacks'],
    [{ env: "prod" }, "where the backups of prod lie is not known here"],
    [{ env: "prod", from: "s3://backups/tracking" }, "TOWPATH_BACKUP_IDENTITY_FILE is not set"],
  ])("with %j is refused before anything is made", async (options, message) => {
    await expect(drillRestore(context(), options)).rejects.toThrow(message);
    expect(readdirSync(root)).not.toContain(".towpath");
  });

  it("takes its own newest backup, and none that is made for a newer PostgreSQL", async () => {
    await backUp("prod", "2026-11-20T03:00:00Z");
    const { id } = await backUp("prod", "2026-11-20T04:00:00Z", "99.1");
    await backUp("staging", "2026-11-20T05:00:00Z");
    const report = await failed();
    expect(report).toMatchObject({ environment: "prod", passed: false, backup: { id } });
    expect(report.reasons.join()).toMatch(/dump of PostgreSQL 99\.1.*expected 99 or newer/);
    const reports = readdirSync(join(root, ".towpath/drills"));
    expect(reports.filter((name) => name.endsWith("-prod.json"))).toHaveLength(1);
    // The place is gone, and nothing was restored into this machine's own.
    expect(readdirSync(join(root, ".towpath"))).not.toContain("mlflow");
    expect(readdirSync(join(root, ".towpath/recovery")).join()).not.toContain("drill-");
  });

  it("says what makes a first backup there", async () => {
    const { reasons } = await failed();
    expect(reasons.join()).toContain("found no backup");
    expect(reasons.join()).toContain("--from=cronjob/backup");
  });

  it("of a backup from before they named their artifacts asks for the root", async () => {
    await backUp("prod", "2026-11-20T04:00:00Z");
    const { reasons } = await failed();
    expect(reasons.join()).toMatch(/said where their artifacts lay/);
    expect(reasons.join()).toContain("Set TOWPATH_ARTIFACTS=s3://<bucket>/<prefix>");
  });
});

describe("verify of another environment", () => {
  it("is refused without its server: this machine's is another one", async () => {
    await expect(drillVerify(context(), { env: "prod" })).rejects.toThrow(
      "MLFLOW_TRACKING_URI is not set; expected the tracking server of prod",
    );
  });
});

describe("backups of another environment", () => {
  it("are listed, and what pruning would take is shown", async () => {
    const { id } = await backUp("prod", "2026-11-20T04:00:00Z");
    await backUp("staging", "2026-11-20T05:00:00Z");
    const options = { env: "prod", from: store };
    expect(await backup.run(context(), ["list"], options)).toBe(0);
    expect(answers.at(-1)).toMatchObject({ place: store, backups: [{ id }] });
    await backup.run(context(), ["prune"], { ...options, dryRun: true });
    expect(answers.at(-1)).toMatchObject({ dry_run: true, kept: [{ id }], removed: [] });
  });

  it.each(["now", "prune"])("%s is the CronJob's", async (action) => {
    await expect(backup.run(context(), [action], { env: "prod", from: store })).rejects.toThrow(
      `backup ${action}: found --env prod; expected local: the CronJob`,
    );
  });
});
