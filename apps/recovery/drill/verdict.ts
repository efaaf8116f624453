import { RECOVERY } from "../../../components/config/recovery";
import type { Consistency } from "../verify";

/**
 * The class of what a drill restores: runs, artifacts and records
 * (components/on-aws and components/in-cluster tag them so).
 */
export const DRILLED_CLASS = "internal";

/** What was promised, what a drill measured, and whether that is enough. */
export interface Verdict {
  /** Recovery point: work that would be lost. */
  readonly rpo: {
    readonly promised_hours: number;
    /** From the backup's moment to the moment that was asked for: more cannot be lost. */
    readonly at_most_seconds: number;
    /**
     * Finished runs of the live database that the restored one lacks, begun before that moment; null
     * where the live database does not answer, as after an accident.
     */
    readonly lost_runs: readonly string[] | null;
    readonly met: boolean;
  };
  /** Recovery time: from the start of the drill to the first prediction. */
  readonly rto: {
    readonly promised_hours: number;
    readonly seconds: number | null;
    readonly met: boolean;
  };
  /** Why the drill failed; empty when it passed. */
  readonly reasons: readonly string[];
}

/** What a drill measured, as far as it came. */
export interface Measured {
  readonly backup: { readonly consistent_at: string } | null;
  /** The moment that was asked for: now, or `--at`. */
  readonly at: Date;
  readonly consistency: Consistency | undefined;
  readonly lostRuns: readonly string[] | null;
  /** Milliseconds until the first prediction; undefined when there was none. */
  readonly answeredMs: number | undefined;
  /** What ended the drill early. */
  readonly failure: string | undefined;
}

const HOUR_S = 3600;

/** Judges a drill. */
export function judgeDrill(measured: Measured): Verdict {
  const { backup, at, consistency, answeredMs, failure } = measured;
  const { rpoHours, rtoHours } = RECOVERY[DRILLED_CLASS];
  const moment = Date.parse(backup?.consistent_at ?? "1970-01-01T00:00:00Z");
  const lost = Math.max(0, Math.round((at.getTime() - moment) / 1000));
  const rpoMet = backup !== null && lost <= rpoHours * HOUR_S;
  const seconds = answeredMs === undefined ? null : Math.round(answeredMs / 100) / 10;
  const rtoMet = seconds !== null && seconds <= rtoHours * HOUR_S;
  const missing = consistency?.missing.length ?? 0;
  return {
    rpo: {
      promised_hours: rpoHours,
      at_most_seconds: lost,
      lost_runs: measured.lostRuns,
      met: rpoMet,
    },
    rto: { promised_hours: rtoHours, seconds, met: rtoMet },
    reasons: [
      ...(failure === undefined ? [] : [failure]),
      ...(missing === 0
        ? []
        : [`${missing} of what was promised ${missing === 1 ? "is" : "are"} missing`]),
      ...(backup === null || rpoMet
        ? []
        : [
            `the backup is ${hours(lost)} h older than the moment asked for; promised are ${rpoHours} h`,
          ]),
      ...(failure !== undefined || rtoMet
        ? []
        : [`the restore took ${hours(seconds ?? 0)} h; promised are ${rtoHours} h`]),
    ],
  };
}

function hours(seconds: number): string {
  return (seconds / HOUR_S).toFixed(1);
}
