import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StacksCopy } from "../../../components/config/testing";
import { asFile, drillReport, signedDrill } from "../../../components/config/testing-drills";
import { findPaths } from "../context";
import { recoveryStanding, type Standing, standingLine } from "./standing";

let copy: StacksCopy;
beforeEach(() => {
  copy = new StacksCopy();
});
afterEach(() => {
  copy.remove();
});

function ask(env: NodeJS.ProcessEnv = {}): Promise<Standing[]> {
  const state = join(copy.root, ".towpath");
  return recoveryStanding({
    paths: { ...findPaths(process.cwd(), { TOWPATH_STATE: state }), root: copy.root },
    env,
    now: () => new Date("2026-11-20T09:00:00Z"),
    report: {
      json: true,
      step: () => ({ update: () => undefined, done: () => undefined, fail: () => undefined }),
      line: () => undefined,
      refuse: () => undefined,
      result: () => undefined,
    },
  });
}

function save(folder: string, { file, report }: ReturnType<typeof asFile>): void {
  mkdirSync(join(copy.root, folder), { recursive: true });
  writeFileSync(join(copy.root, folder, file.slice("docs/drills/".length)), JSON.stringify(report));
}

describe("what status says of backups and drills", () => {
  it("is that there is none, and that it is overdue where data is promised", async () => {
    expect((await ask()).map(standingLine)).toEqual([
      "backup of local  none",
      "drill of local   none",
      "drill of prod    none, overdue",
      "drill of staging none, overdue",
    ]);
  });

  it("is the newest, and what is wrong with it", async () => {
    save("docs/drills", asFile(drillReport()));
    save(
      "docs/drills",
      signedDrill({ environment: "staging", finished_at: "2026-11-01T09:00:00Z" }),
    );
    save(".towpath/drills", asFile(drillReport({ environment: "local", passed: false })));
    expect((await ask()).map(standingLine).slice(1)).toEqual([
      "drill of local   2026-11-19T08:01:00.000Z, failed",
      "drill of prod    2026-11-19T08:01:00.000Z, is signed by nobody",
      expect.stringMatching(/^drill of staging 2026-11-01.*, overdue$/),
    ]);
  });

  it("says that a store does not answer, and says the rest", async () => {
    const [backup, drill] = await ask({ TOWPATH_BACKUPS: "s3://Not A Bucket/x" });
    expect(backup?.problem ?? "").toMatch(/S3 URI/);
    expect(drill).toBeDefined();
  });
});
