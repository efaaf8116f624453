import { RECOVERY_ALARMS } from "../../components/config/recovery-alarms";
import type { Properties } from "../engine/subject";
import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { ALARM, alarms } from "./alarms";

const STACK = "pulumi:pulumi:Stack";
const database = { type: "aws:rds/instance:Instance", name: "database" };

/** What the component declares, with one alarm otherwise, or gone. */
function platform(name = "", changes: Properties | "gone" = {}): Given[] {
  return [
    { type: STACK, name: "towpath" },
    database,
    ...Object.entries(RECOVERY_ALARMS)
      .filter(([alarm]) => alarm !== name || changes !== "gone")
      .map(([alarm, text]) => ({
        type: ALARM,
        name: alarm,
        props: {
          namespace: "Towpath/prod/Recovery",
          metricName: text.metric,
          statistic: text.statistic,
          comparisonOperator: text.comparisonOperator,
          threshold: text.threshold,
          period: 3600,
          evaluationPeriods: text.hours,
          treatMissingData: text.treatMissingData,
          alarmActions: [UNKNOWN_VALUE],
          ...(alarm === name && changes !== "gone" ? changes : {}),
        },
      })),
  ];
}

const broken = (name: string, changes: Properties | "gone") => ({
  given: platform(name, changes),
  at: [`${STACK} towpath`],
});

ruleCases(alarms, {
  compliant: {
    "what the component declares": { given: platform() },
    "an alarm that rises earlier": { given: platform("drill-overdue", { threshold: 169 }) },
    "dev, which promises nothing": {
      given: [{ type: STACK, name: "towpath" }, database],
      environment: "dev",
    },
    "no tracking": { given: { type: STACK } },
  },
  violating: {
    "no alarm on a drill that fails": {
      ...broken("drill-failed", "gone"),
      says: /^no alarm "drill-failed" on DrillPassed of Towpath\/prod\/Recovery tells anybody; expected one that rises below 1\./,
    },
    "silence that is fine": {
      ...broken("drill-overdue", { treatMissingData: "notBreaching" }),
      says: /"drill-overdue".+above 192, and when nothing is said/,
    },
    "a month without a drill": {
      ...broken("drill-overdue", { threshold: 720 }),
      says: /"drill-overdue"/,
    },
    "half a drill is enough": { ...broken("drill-failed", { threshold: 0.5 }), says: /below 1/ },
    "a week of silence": {
      ...broken("backup-overdue", { evaluationPeriods: 168 }),
      says: /"backup-overdue"/,
    },
    "an alarm that tells nobody": { ...broken("backup-overdue", { alarmActions: [] }), says: /./ },
    "an alarm that is switched off": {
      ...broken("backup-overdue", { actionsEnabled: false }),
      says: /./,
    },
    "staging watches prod's": {
      given: platform(),
      environment: "staging",
      at: Object.keys(RECOVERY_ALARMS).map(() => `${STACK} towpath`),
      says: /of Towpath\/staging\/Recovery/,
    },
  },
  undecided: {
    "a threshold that only a deployment tells": {
      given: platform("drill-overdue", { threshold: UNKNOWN_VALUE }),
    },
  },
});
