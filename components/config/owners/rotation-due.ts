import type { SecretDuty } from "../ownership";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Where a rotation stands. `no-date`: the environment is not named, so it has no such secret yet.
 * `early`: the day lies in the future, which is no rotation.
 */
export type RotationState = "no-date" | "early" | "kept" | "overdue";

/** One secret's rotation in one environment. */
export interface RotationDuty {
  readonly owner: string;
  readonly every_days: number;
  /** Day of the last rotation, YYYY-MM-DD; null where none is written down. */
  readonly rotated: string | null;
  /** The last day on which it is in time, YYYY-MM-DD. */
  readonly due: string | null;
  readonly state: RotationState;
  /** Whole days until it is overdue, below 1 once it is; null without a date. */
  readonly days_left: number | null;
}

/** When a secret must be rotated next. Days are counted in UTC. */
export function rotationDuty(duty: SecretDuty, environment: string, now: Date): RotationDuty {
  const { owner, every_days: every } = duty;
  const rotated = Object.hasOwn(duty.rotated, environment) ? duty.rotated[environment] : undefined;
  if (rotated === undefined) {
    return {
      owner,
      every_days: every,
      rotated: null,
      due: null,
      state: "no-date",
      days_left: null,
    };
  }
  const today = Math.floor(now.getTime() / DAY_MS);
  const last = Date.parse(rotated) / DAY_MS;
  const left = last + every - today + 1;
  return {
    owner,
    every_days: every,
    rotated,
    due: new Date((last + every) * DAY_MS).toISOString().slice(0, 10),
    state: last > today ? "early" : left < 1 ? "overdue" : "kept",
    days_left: left,
  };
}
