import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE, MEMBER } from "./database";
import { performanceInsights } from "./performance-insights";

const on = { performanceInsightsEnabled: true };
const cluster = (props: object) => ({ type: CLUSTER, name: "aurora", props: { ...props } });
const member = (props: object) => ({
  type: MEMBER,
  name: "one",
  props: { clusterIdentifier: UNKNOWN_VALUE, ...props },
  from: { clusterIdentifier: ["aurora"] },
});

ruleCases(performanceInsights, {
  compliant: {
    "an instance": { given: { type: INSTANCE, props: on } },
    "a member by itself": { given: [cluster({}), member(on)] },
    "a member by its cluster": { given: [cluster(on), member({})] },
    "a Multi-AZ cluster": { given: cluster({ ...on, dbClusterInstanceClass: "db.m6gd.large" }) },
    "no database": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "an instance that says nothing": {
      given: { type: INSTANCE, props: {} },
      says: /performanceInsightsEnabled is not true\. Set it to true/,
    },
    "a member that neither turns on": {
      given: [cluster({}), member({})],
      at: [`${MEMBER} one`],
      says: /busy with/,
    },
    "a Multi-AZ cluster that does not": {
      given: cluster({ dbClusterInstanceClass: "db.m6gd.large" }),
      says: /busy with/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: { type: INSTANCE, props: { performanceInsightsEnabled: UNKNOWN_VALUE } },
    },
  },
});
