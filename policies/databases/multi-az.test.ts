import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE, MEMBER } from "./database";
import { multiAz } from "./multi-az";

const member = (name: string) => ({
  type: MEMBER,
  name,
  props: { clusterIdentifier: UNKNOWN_VALUE },
  from: { clusterIdentifier: ["aurora"] },
});
const aurora = { type: CLUSTER, name: "aurora", props: { engine: "aurora-postgresql" } };
const named = { type: CLUSTER, name: "named", props: { clusterIdentifier: "named" } };
const byName = (name: string) => ({
  type: MEMBER,
  name,
  props: { clusterIdentifier: "named" },
});

ruleCases(multiAz, {
  compliant: {
    "an instance with a standby": { given: { type: INSTANCE, props: { multiAz: true } } },
    "staging, which rehearses failover instead": {
      given: { type: INSTANCE, props: { multiAz: false } },
      environment: "staging",
    },
    "a cluster of two": { given: [aurora, member("one"), member("two")] },
    "a cluster of two by name": { given: [named, byName("one"), byName("two")] },
    "a Multi-AZ cluster": {
      given: { type: CLUSTER, props: { dbClusterInstanceClass: "db.m6gd.large" } },
    },
    "a replica": { given: { type: INSTANCE, props: { replicateSourceDb: "tracking" } } },
    "no database": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "an instance without": {
      given: { type: INSTANCE, props: { multiAz: false } },
      says: /no standby: multiAz is not true.*Set it to true/,
    },
    "an instance that says nothing": {
      given: { type: INSTANCE, props: {} },
      says: /no standby/,
    },
    "a cluster of one": {
      given: [aurora, member("one")],
      at: [`${CLUSTER} aurora`],
      says: /has 1 member,.*until there are two/,
    },
    "a cluster of none": { given: aurora, says: /has 0 members/ },
  },
  undecided: {
    "a standby that only a deployment tells": {
      given: { type: INSTANCE, props: { multiAz: UNKNOWN_VALUE } },
    },
  },
});
