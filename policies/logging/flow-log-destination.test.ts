import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { loggingFlowLogDestination } from "./flow-log-destination";

const type = "aws:ec2/flowLog:FlowLog";
const into = (destination?: string): Given => ({
  type,
  name: "flow",
  props: { logDestination: UNKNOWN_VALUE },
  ...(destination !== undefined && { from: { logDestination: [destination] } }),
});

ruleCases(loggingFlowLogDestination, {
  compliant: {
    "a log group": {
      given: [{ type: "aws:cloudwatch/logGroup:LogGroup", name: "to" }, into("to")],
    },
    "a bucket": { given: [{ type: "aws:s3/bucket:Bucket", name: "to" }, into("to")] },
    "a stack without flow logs": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "a group of another stack": {
      given: into(),
      at: [`${type} flow`],
      says: /comes from no log group or bucket of this stack\. Make one here/,
    },
    "something that keeps nothing": {
      given: [{ type: "aws:iam/role:Role", name: "to" }, into("to")],
      at: [`${type} flow`],
      says: /no log group or bucket/,
    },
    "no destination": {
      given: { type, name: "flow", props: {} },
      at: [`${type} flow`],
      says: /pass its ARN/,
    },
  },
});
