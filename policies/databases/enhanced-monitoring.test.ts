import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE, MEMBER } from "./database";
import { enhancedMonitoring } from "./enhanced-monitoring";

const on = { monitoringInterval: 60, monitoringRoleArn: UNKNOWN_VALUE };
const cluster = { type: CLUSTER, name: "aurora", props: on };
const member = {
  type: MEMBER,
  name: "one",
  props: { clusterIdentifier: UNKNOWN_VALUE },
  from: { clusterIdentifier: ["aurora"] },
};

ruleCases(enhancedMonitoring, {
  compliant: {
    "an instance": { given: { type: INSTANCE, props: on } },
    "a member by its cluster": { given: [cluster, member] },
    "no database": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "an instance that says nothing": {
      given: { type: INSTANCE, props: {} },
      says: /host is not measured.*Set both/,
    },
    "one that is switched off": {
      given: { type: INSTANCE, props: { ...on, monitoringInterval: 0 } },
      says: /monitoringInterval is 0/,
    },
    "a member without a role": {
      given: { ...member, from: {}, props: { clusterIdentifier: "aurora", monitoringInterval: 5 } },
      says: /monitoringRoleArn is missing/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: { type: INSTANCE, props: { ...on, monitoringInterval: UNKNOWN_VALUE } },
    },
  },
});
