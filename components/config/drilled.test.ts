import { describe, expect, it } from "vitest";
import { drillProblem, type DrillProblem, newestReport, signatureProblem } from "./drilled";
import type { DrillFile } from "./drill-files";
import { loadStacks } from "./load";
import {
  asFile,
  drillReport,
  OTHER_KEY,
  signedDrill,
  signing,
  TEST_SIGNER,
} from "./testing-drills";

const access = signing(loadStacks(process.cwd()).access);
const MOMENT = new Date("2026-11-20T09:00:00Z");
const judge = (reports: readonly DrillFile[], moment = MOMENT) =>
  drillProblem({ environment: "prod", moment, reports, access });

const finished = (at: string) => ({ started_at: at, finished_at: at });

describe("drillProblem", () => {
  it("finds nothing behind a drill that passed, was signed, and is a day old", () => {
    expect(judge([signedDrill()])).toBeUndefined();
  });

  it("takes eight days, and not a second more", () => {
    const reports = [signedDrill(finished("2026-11-12T09:00:00Z"))];
    expect(judge(reports)).toBeUndefined();
    expect(judge(reports, new Date(MOMENT.getTime() + 1000))?.kind).toBe("old");
  });

  it.each<[string, DrillProblem["kind"], readonly DrillFile[], RegExp]>([
    ["there is none", "missing", [], /no report .* in docs\/drills/],
    [
      "it is another environment's",
      "missing",
      [signedDrill({ environment: "staging" })],
      /no report/,
    ],
    [
      "it is of a later day",
      "missing",
      [signedDrill(finished("2026-11-20T09:00:01Z"))],
      /no report/,
    ],
    [
      "it went back to an earlier moment",
      "missing",
      [signedDrill({ at: "2026-10-01T00:00:00Z" })],
      /no report/,
    ],
    ["nobody signed it", "unsigned", [asFile(drillReport())], /which is signed by nobody/],
    [
      "it failed",
      "failed",
      [signedDrill({ passed: false, reasons: ["3 of what was promised are missing"] })],
      /that drill failed: 3 of what was promised are missing; expected/,
    ],
    [
      "it says passed, and that a promise was not kept",
      "failed",
      [signedDrill({ rpo: { ...drillReport().rpo, met: false } })],
      /a promise was not kept/,
    ],
    [
      "it is too old",
      "old",
      [signedDrill(finished("2026-11-01T00:00:00Z"))],
      /19\.4 days before .* at most 8 days before/,
    ],
    [
      "a newer one failed",
      "failed",
      [signedDrill({ ...finished("2026-11-20T08:00:00Z"), passed: false }), signedDrill()],
      /2026-11-20T08-00-00Z-prod\.json/,
    ],
  ])("says when %s", (_what, kind, reports, says) => {
    expect(judge(reports)).toEqual({ kind, message: expect.stringMatching(says) as unknown });
  });
});

describe("signatureProblem", () => {
  const { report } = signedDrill();

  it("finds none with a signer's key, the old one included", () => {
    expect(signatureProblem(report, access)).toBeUndefined();
    const signer = access.signers?.["drill-job"];
    if (signer === undefined) throw new Error("the signer of tests is gone");
    const renewed = {
      ...signer,
      public_keys: [`ed25519:${"0".repeat(64)}`, ...signer.public_keys],
    };
    expect(
      signatureProblem(report, { ...access, signers: { "drill-job": renewed } }),
    ).toBeUndefined();
  });

  it.each([
    [
      "nobody in the file",
      signedDrill({}, { ...TEST_SIGNER, by: "mallory" }),
      /whom signers do not name/,
    ],
    [
      "a name of JavaScript's",
      signedDrill({}, { ...TEST_SIGNER, by: "constructor" }),
      /do not name/,
    ],
    [
      "another role",
      signedDrill({}, { ...TEST_SIGNER, role: "developer" }),
      /as developer, who signs as platform-owner/,
    ],
    ["another environment's", signedDrill({ environment: "staging" }), /for prod alone/],
    ["another key", signedDrill({}, TEST_SIGNER, OTHER_KEY), /no key of drill-job made/],
  ])("refuses %s", (_what, { report: found }, says) => {
    expect(signatureProblem(found, access)).toMatch(says);
  });

  it("refuses a report in which anything was changed, unknown fields included", () => {
    const changed = [
      { ...report, finished_at: "2026-11-20T08:01:00.000Z" },
      { ...report, reasons: ["later"] },
      { ...report, note: "by hand" },
      { ...report, backup: null },
      { ...report, rpo: { ...report.rpo, at_most_seconds: 0 } },
    ];
    for (const one of changed) expect(signatureProblem(one, access)).toMatch(/was changed/);
  });
});

describe("newestReport", () => {
  it("goes by when a drill ended, whatever the order of the files", () => {
    const [first, second] = [signedDrill(), signedDrill(finished("2026-11-20T08:00:00Z"))];
    expect(newestReport([second, first], "prod", MOMENT)).toBe(second);
  });
});
