import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { OVERDUE_HOURS } from "../config/recovery";
import { ALARM_PERIOD_SECONDS, RECOVERY_ALARMS } from "../config/recovery-alarms";
import { ofType, run, untagged } from "../testing";
import { RecoveryAlarms } from "./recovery-alarms";

const TAGS = { "towpath:owner": "platform" };
const TOPIC = "arn:aws:sns:eu-west-1:111122223333:topic";
const made = async () =>
  ofType(
    (
      await run(
        () => new RecoveryAlarms("r", { environment: "prod", topicArn: TOPIC, tags: TAGS }),
        {},
      )
    ).all,
    "aws:cloudwatch/metricAlarm:MetricAlarm",
  );

describe("RecoveryAlarms", () => {
  it("makes each alarm of the list, which tells the topic and names its page", async () => {
    const alarms = await made();
    expect(alarms.map(({ name }) => name).sort()).toEqual(Object.keys(RECOVERY_ALARMS).sort());
    for (const { name, inputs } of alarms) {
      const text = RECOVERY_ALARMS[name];
      expect(inputs).toMatchObject({
        namespace: "Towpath/prod/Recovery",
        metricName: text?.metric,
        alarmActions: [TOPIC],
        actionsEnabled: true,
        period: ALARM_PERIOD_SECONDS,
        evaluationPeriods: text?.hours,
        alarmDescription: `prod: ${text?.what ?? ""} What to do: ${text?.runbook ?? ""}`,
      });
      expect(existsSync(text?.runbook ?? "")).toBe(true);
      // CloudWatch looks back a week at most.
      expect((text?.hours ?? 0) * ALARM_PERIOD_SECONDS).toBeLessThanOrEqual(604_800);
    }
    expect(untagged(alarms, TAGS)).toEqual([]);
  });

  it.each([
    ["backup-overdue", "one good word a day", [{ at: 20, value: 1 }], false],
    ["backup-overdue", "silence", [], true],
    [
      "backup-overdue",
      "a backup that is too old",
      [{ at: 20, value: OVERDUE_HOURS.backup + 1 }],
      true,
    ],
    ["drill-overdue", "a drill of a week ago", [{ at: 3, value: 7 * 24 }], false],
    ["drill-overdue", "a drill of nine days ago", [{ at: 3, value: 9 * 24 }], true],
    ["drill-failed", "a drill that failed", [{ at: 29, value: 0 }], true],
    ["drill-failed", "a drill that passed", [{ at: 29, value: 1 }], false],
    ["drill-failed", "a week without a drill", [], false],
  ])("%s: %s", (name, _what, said, rises) => {
    const alarm = RECOVERY_ALARMS[name];
    if (alarm === undefined) throw new Error(`no alarm is called ${name}`);
    const { comparisonOperator, hours, threshold, treatMissingData } = alarm;
    const bad = (value: number | undefined) =>
      value === undefined
        ? treatMissingData === "breaching"
        : comparisonOperator === "LessThanThreshold"
          ? value < threshold
          : value > threshold;
    // The last hours, judged one by one, as CloudWatch does with as many data points to alarm as periods.
    const last = Array.from({ length: hours }, (_, hour) => 30 - hours + hour);
    expect(last.every((hour) => bad(said.find(({ at }) => at === hour)?.value))).toBe(rises);
  });
});
