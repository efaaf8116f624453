import { isSignedWith } from "../../lib/signed-json";
import type { Access } from "./access";
import type { DrillFile } from "./drill-files";
import type { ReadDrillReport } from "./drill-report";
import { DRILL_VALID_DAYS } from "./recovery";

/*
 * Was a restore proved when something was promoted? One judgement for `towpath promote`, which asks
 * about now, and for the policy pack, which asks about the moment in a record. Pure.
 */

const DAY_MS = 24 * 60 * 60 * 1000;

/** Why a drill does not stand behind a promotion. */
export interface DrillProblem {
  readonly kind: "missing" | "unsigned" | "failed" | "old";
  /** What was found and what is expected: the rest of a sentence about an environment. */
  readonly message: string;
}

export interface DrillQuestion {
  readonly environment: string;
  /** The moment of the promotion. */
  readonly moment: Date;
  /** Reports of any environment, in any order. */
  readonly reports: readonly DrillFile[];
  readonly access: Access;
}

/**
 * What is wrong with the newest report of an environment at a moment; undefined where a restore was
 * proved. A drill that went back to an earlier moment says nothing of today's backups, and is left out.
 */
export function drillProblem(question: DrillQuestion): DrillProblem | undefined {
  const { environment, moment, access } = question;
  const newest = newestReport(question.reports, environment, moment);
  if (newest === undefined) {
    return {
      kind: "missing",
      message: `has no report of a restore drill from before ${moment.toISOString()} in docs/drills; expected one that passed`,
    };
  }
  const { file, report } = newest;
  const unsigned = signatureProblem(report, access);
  if (unsigned !== undefined) {
    return {
      kind: "unsigned",
      message: `has ${file} as its newest report, which ${unsigned}; expected the signature of one of stacks/access.yaml's signers`,
    };
  }
  if (!hasPassed(report)) {
    const [reason = "a promise was not kept"] = report.reasons;
    return {
      kind: "failed",
      message: `has ${file} as its newest report, and that drill failed: ${reason.split("\n")[0] ?? ""}; expected one that passed`,
    };
  }
  const days = (moment.getTime() - Date.parse(report.finished_at)) / DAY_MS;
  if (days <= DRILL_VALID_DAYS) return undefined;
  return {
    kind: "old",
    message: `has ${file} as its newest report, from ${days.toFixed(1)} days before ${moment.toISOString()}; expected one of at most ${DRILL_VALID_DAYS} days before`,
  };
}

/** The newest report of an environment's own drills at a moment; undefined where there is none. */
export function newestReport(
  reports: readonly DrillFile[],
  environment: string,
  moment: Date,
): DrillFile | undefined {
  return reports
    .filter(({ report }) => report.environment === environment && report.at === null)
    .filter(({ report }) => Date.parse(report.finished_at) <= moment.getTime())
    .sort((a, b) => Date.parse(a.report.finished_at) - Date.parse(b.report.finished_at))
    .at(-1);
}

/** Did a drill pass, by all that its report says? */
export function hasPassed({ passed, reasons, rpo, rto }: ReadDrillReport): boolean {
  return passed && reasons.length === 0 && rpo.met && rto.met;
}

/**
 * Why a report's signature does not count, as `is signed by nobody`; undefined where it does: made
 * with a key that stacks/access.yaml names for that signer, role and environment, over every byte of
 * meaning in the report.
 */
export function signatureProblem(report: ReadDrillReport, access: Access): string | undefined {
  const { signature, environment } = report;
  if (signature === undefined) return "is signed by nobody";
  const { by, role } = signature;
  const signers = access.signers ?? {};
  const signer = Object.hasOwn(signers, by) ? signers[by] : undefined;
  if (signer === undefined) return `is signed by ${by}, whom signers do not name`;
  if (signer.role !== role) return `is signed by ${by} as ${role}, who signs as ${signer.role}`;
  if (signer.environment !== undefined && signer.environment !== environment) {
    return `is signed by ${by}, who signs for ${signer.environment} alone`;
  }
  return isSignedWith(report, signer.public_keys)
    ? undefined
    : `bears a signature that no key of ${by} made: the report was changed, or another key signed it`;
}
