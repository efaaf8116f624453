import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { DrillFile } from "../../../components/config/drill-files";
import { loadStacks } from "../../../components/config/load";
import { settingsOf } from "../../../components/config/posture";
import {
  asFile,
  drillReport,
  signedDrill,
  signing,
} from "../../../components/config/testing-drills";
import { RefusedError, UserError } from "../../../lib/errors";
import { checkDrill } from "./drill-gate";

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** A checkout whose docs/drills has these files. */
function checkout(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), "towpath-drills-"));
  made.push(root);
  mkdirSync(join(root, "docs/drills"), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(root, file), text);
  return root;
}

const saved = (...drills: readonly DrillFile[]) =>
  checkout(Object.fromEntries(drills.map(({ file, report }) => [file, JSON.stringify(report)])));

const access = signing(loadStacks(process.cwd()).access);
const promotes = (root: string, now = "2026-11-20T09:00:00Z", posture: "dev" | "prod" = "prod") => {
  const settings = settingsOf(posture);
  checkDrill({ root, environment: "prod", settings, access, now: new Date(now) });
};

/** What a refusal says, with its hint. */
function refusal(ask: () => void): UserError {
  try {
    ask();
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("checkDrill", () => {
  it("lets a version through after a signed drill that passed", () => {
    expect(() => {
      promotes(saved(signedDrill()));
    }).not.toThrow();
  });

  it("asks nothing where nothing is promised", () => {
    expect(() => {
      promotes(checkout({}), undefined, "dev");
    }).not.toThrow();
  });

  it.each<[string, readonly DrillFile[], RegExp, RegExp]>([
    [
      "no report",
      [],
      /^prod has no report/,
      /towpath drill report --env prod .* create job --from=cronjob\/drill/,
    ],
    [
      "a failed drill",
      [signedDrill({ passed: false })],
      /that drill failed/,
      /docs\/runbooks\/drill-failed\.md/,
    ],
    [
      "an unsigned report",
      [asFile(drillReport())],
      /signed by nobody/,
      /signers: of stacks\/access\.yaml.*npx towpath drill key/,
    ],
    [
      "an old drill",
      [signedDrill({ finished_at: "2026-11-01T09:00:00Z" })],
      /19\.0 days before/,
      /Copy a newer report/,
    ],
  ])("refuses after %s, with what helps", (_what, drills, says, helps) => {
    const error = refusal(() => {
      promotes(saved(...drills));
    });
    expect(error).toBeInstanceOf(RefusedError);
    expect(error.message).toMatch(says);
    expect(error.hint).toMatch(helps);
  });

  it.each([
    ["no JSON", "{", /2026-11-19T08-00-00Z-prod\.json: no JSON/],
    ["no report", "{}", /-prod\.json: environment: missing; expected string/],
    [
      "another environment's",
      JSON.stringify(drillReport({ environment: "dev" })),
      /found a report of dev under this name/,
    ],
  ])("says which file is %s", (_what, text, says) => {
    const root = checkout({ "docs/drills/2026-11-19T08-00-00Z-prod.json": text });
    const error = refusal(() => {
      promotes(root);
    });
    expect(error.exitCode).toBe(2);
    expect(error.message).toMatch(says);
  });
});
