import { Cron } from "croner";
import { z } from "zod";

/** A number, or the name of a month or weekday. */
const VALUE = "([0-9]+|[a-z]{3})";
/** A part of a field: one value, `*` or `?`, a range, each with a step perhaps. */
const PART = String.raw`([*?]|${VALUE}(-${VALUE})?)(/[0-9]+)?`;
const FIELDS = new RegExp(String.raw`^${PART}(,${PART})*( ${PART}(,${PART})*){4}$`, "i");
/**
 * What one reader of schedules takes and Kubernetes' own does not: 7 for Sunday.
 * github.com/robfig/cron v3, spec.go: `dow = bounds{0, 6, …}`
 */
const SEVEN = /(^|[,-])7($|[,/-])/;

/** Where looking at schedules begins: always the same, so that the answer is. */
const FROM = new Date("2026-01-01T00:00:00Z");
/** Days that are looked at: a cycle of leap days. */
const LOOKED_AT_DAYS = 4 * 365 + 1;
const DAY_MS = 86_400_000;

/**
 * What is wrong with a schedule of five fields, as a CronJob takes it: undefined for nothing.
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
 */
export function cronProblem(schedule: string): string | undefined {
  const expected = "expected a cron schedule of five fields in UTC, such as 40 0 * * *";
  if (!FIELDS.test(schedule)) return expected;
  if (SEVEN.test(schedule.split(" ")[4] ?? "")) return `${expected}; Sunday is 0 or sun`;
  try {
    if (startOf(schedule).nextRun(FROM) === null) return `${expected}; this one never comes`;
  } catch {
    return expected;
  }
  return undefined;
}

/**
 * Hours between two starts of a schedule, at most. The times of a day are the same on every day that
 * has any, so days and times are looked at apart: a start every minute is not counted for years.
 * @throws RangeError for what {@link cronProblem} refuses
 */
export function longestGapHours(schedule: string): number {
  const problem = cronProblem(schedule);
  if (problem !== undefined) throw new RangeError(`found "${schedule}"; ${problem}`);
  const [minute = "", hour = "", ...date] = schedule.split(" ");
  const times = startsOf(`${minute} ${hour} * * *`, 1);
  const overnight = DAY_MS - ((times.at(-1) ?? 0) - (times[0] ?? 0));
  const days = startsOf(`0 0 ${date.join(" ")}`, LOOKED_AT_DAYS);
  // What comes first may be the last of its kind: the gap goes on to the next cycle.
  const between = longest([...days, (days[0] ?? 0) + LOOKED_AT_DAYS * DAY_MS]) - DAY_MS;
  return Math.max(longest(times), overnight + between) / 3_600_000;
}

/** Every start in so many days, in milliseconds since 1970. */
function startsOf(schedule: string, days: number): number[] {
  const cron = startOf(schedule);
  const end = FROM.getTime() + days * DAY_MS;
  const starts: number[] = [];
  // A start at the very beginning counts.
  let next = cron.nextRun(new Date(FROM.getTime() - 1000));
  while (next !== null && next.getTime() < end) {
    starts.push(next.getTime());
    next = cron.nextRun(next);
  }
  return starts;
}

function longest(moments: readonly number[]): number {
  return moments.reduce(
    (most, moment, at) => Math.max(most, moment - (moments[at - 1] ?? moment)),
    0,
  );
}

function startOf(schedule: string): Cron {
  return new Cron(schedule, { timezone: "Etc/UTC", paused: true });
}

/** A schedule in a stack file. */
export const cronSchedule = z.string().check((context) => {
  const message = cronProblem(context.value);
  if (message !== undefined) {
    context.issues.push({ code: "custom", message, input: context.value });
  }
});
