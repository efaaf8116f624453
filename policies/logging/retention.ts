import type * as aws from "@pulumi/aws";
import { resourceRule } from "../engine/rule";
import type { Inputs } from "../engine/subject";

export const loggingRetention = resourceRule<Inputs<aws.cloudwatch.LogGroupArgs>>({
  id: "logging-retention",
  checks: ["LOG-1"],
  severity: "medium",
  level: "posture",
  description: "Log groups keep events as long as the posture says, and not for ever.",
  why: "An incident is often found weeks after it began, and logs that are gone by then cannot tell how. Logs that nobody ever deletes cost more each month and keep people's data past its purpose.",
  remediation:
    "Set `retentionInDays` to `logRetentionDays` of the posture table (components/config/posture.ts) or more, as Cluster and FlowLogs do.",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  check: ({ props }, report, { environment: { settings, posture } }) => {
    const days = props.retentionInDays ?? 0;
    // 0 and nothing are for ever: https://www.pulumi.com/registry/packages/aws/api-docs/cloudwatch/loggroup/
    if (days === 0) {
      report(
        `the log group keeps its events for ever; expected ${settings.logRetentionDays} days or more. Set retentionInDays.`,
      );
    } else if (days < settings.logRetentionDays) {
      report(
        `the log group keeps its events for ${days} days; posture ${posture} keeps ${settings.logRetentionDays} or more. Set retentionInDays.`,
      );
    }
  },
});
