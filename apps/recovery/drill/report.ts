import { messageOf, UserError } from "../../../lib/errors";
import type { Signature } from "../../../lib/signed-json";
import type { Backup } from "../catalog";
import type { Consistency } from "../verify";
import { judgeDrill, type Verdict } from "./verdict";

/** One part of a drill and how long it took. */
export interface Phase {
  readonly name: string;
  readonly ms: number;
}

/** The backup that was restored. */
export interface ReportedBackup {
  readonly store: string;
  readonly id: string;
  readonly consistent_at: string;
  readonly database: string;
  readonly files: number;
  readonly bytes: number;
  readonly tools: Readonly<Record<string, string>>;
}

/** A version that answered. */
export interface Answered {
  readonly service: string;
  readonly model_version: string;
}

/** What a drill found out, as far as it came. */
export interface DrillFindings {
  backup: ReportedBackup | null;
  consistency?: Consistency;
  lostRuns: readonly string[] | null;
  predictions: Answered[];
  phases: Phase[];
  /** Milliseconds from the start to the first prediction. */
  answeredMs?: number;
  /** What ended it early. */
  failure?: string;
}

/** A drill, for whoever asks later whether a restore works. */
export interface DrillReport extends Verdict {
  readonly environment: string;
  readonly passed: boolean;
  /** RFC 3339 UTC. */
  readonly started_at: string;
  readonly finished_at: string;
  /** The moment to go back to; null: now. */
  readonly at: string | null;
  /** Who ran it: a statement, as `--as` of the other commands. */
  readonly run_by: string;
  /** What that person is by stacks/access.yaml; empty when it does not name them. */
  readonly roles: readonly string[];
  /** Whether a role or a grant gives them restore-artifact in this environment. */
  readonly may_restore: boolean;
  readonly backup: ReportedBackup | null;
  readonly phases: readonly Phase[];
  readonly consistency: Consistency | null;
  /** What answered /predict from a restored artifact. */
  readonly predictions: readonly Answered[];
  /** Where the restored data is, when it was to be kept. */
  readonly kept: string | null;
  /** Who vouches for it; absent where nobody does. */
  readonly signature?: Signature | undefined;
}

/** A drill that is over. */
export interface DrillFacts extends Pick<
  DrillReport,
  "environment" | "run_by" | "roles" | "may_restore" | "kept"
> {
  readonly startedAt: Date;
  readonly finishedAt: Date;
  /** The moment to go back to: the start, unless another was asked for. */
  readonly at: Date;
  /** Was another moment asked for? */
  readonly asked: boolean;
  readonly findings: DrillFindings;
}

/** Judges a drill and makes its report: the one place where a report comes to be, in a pod as here. */
export function finishReport(facts: DrillFacts): DrillReport {
  const { startedAt, finishedAt, at, asked, findings, ...who } = facts;
  const { backup, consistency, lostRuns, predictions, phases } = findings;
  const verdict = judgeDrill({
    backup,
    at,
    consistency,
    lostRuns,
    answeredMs: findings.answeredMs,
    failure: findings.failure,
  });
  return {
    ...who,
    ...verdict,
    passed: verdict.reasons.length === 0,
    started_at: startedAt.toISOString(),
    finished_at: finishedAt.toISOString(),
    at: asked ? at.toISOString() : null,
    backup,
    consistency: consistency ?? null,
    phases,
    predictions,
  };
}

/** A backup as reports name it. */
export function reportedBackup(store: string, { id, manifest }: Backup): ReportedBackup {
  return {
    store,
    id,
    consistent_at: manifest.consistent_at,
    database: `${manifest.database.kind} ${manifest.database.version}`,
    files: manifest.files,
    bytes: manifest.plain_bytes,
    tools: manifest.tools,
  };
}

/** What ended a drill, as its report says it: with what to do about it. */
export function failureText(error: unknown): string {
  const hint = error instanceof UserError ? error.hint : undefined;
  return hint === undefined ? messageOf(error) : `${messageOf(error)}\n→ ${hint}`;
}
