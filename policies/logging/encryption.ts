import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";

export const loggingEncryption = resourceRule({
  id: "logging-encryption",
  checks: ["LOG-1"],
  severity: "medium",
  level: "posture",
  description: "Log groups are encrypted with a KMS key of the environment.",
  why: "Logs hold addresses, names and now and then a secret that should not be there. With a key of our own each reading is logged, and access can be cut off at once.",
  remediation:
    "Set `kmsKeyId` to the key `logs` of the component Keys, whose policy admits CloudWatch Logs.",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  check: ({ props }, report) => {
    if (!isSet(props, "kmsKeyId")) {
      report("the log group names no KMS key. Set kmsKeyId to the environment's key of logs.");
    }
  },
});
