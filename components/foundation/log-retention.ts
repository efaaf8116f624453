/**
 * Days that CloudWatch Logs takes as retention; never 0, which keeps a log for ever.
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288,
  3653,
];

/** Why a number of days is no retention, if so. */
export function logRetentionProblems(days: number): string[] {
  return RETENTION_DAYS.includes(days)
    ? []
    : [`logRetentionDays: found ${days}; expected one of ${RETENTION_DAYS.join(", ")}`];
}
