import { stackRule } from "../engine/rule";

/** Where flow logs may go, as resources of this stack, whose retention and keys other rules judge. */
const DESTINATIONS = [
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketV2:BucketV2",
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream",
];

export const loggingFlowLogDestination = stackRule({
  id: "logging-flow-log-destination",
  checks: ["LOG-1", "VPC-1"],
  severity: "medium",
  level: "posture",
  description: "Flow logs go to a log group or bucket of this stack.",
  why: "Somewhere else nobody here can say how long the records stay, who reads them, or whether they arrive at all.",
  remediation:
    "Set `logDestination` to the ARN of a LogGroup or Bucket of this program, as the component FlowLogs does.",
  check: (stack, report) => {
    stack.each("aws:ec2/flowLog:FlowLog", (log) => {
      if (!DESTINATIONS.some((type) => stack.source(log, "logDestination", type) !== undefined)) {
        report(
          log,
          "logDestination comes from no log group or bucket of this stack. Make one here, and pass its ARN.",
        );
      }
    });
  },
});
