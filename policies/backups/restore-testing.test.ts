import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { restoreTesting, TESTING_PLAN, TESTING_SELECTION } from "./restore-testing";

const STACK = "pulumi:pulumi:Stack";
const root = { type: STACK, name: "towpath-prod" };
const database = { type: "aws:rds/instance:Instance", name: "database", props: {} };
const bucket = {
  type: "aws:s3/bucket:Bucket",
  name: "bucket",
  props: { tags: { "towpath:data-class": "internal" } },
};
const plan = { type: TESTING_PLAN, name: "tests" };
const selection = (protectedResourceType: string): Given => ({
  type: TESTING_SELECTION,
  name: protectedResourceType,
  props: { protectedResourceType },
});

ruleCases(restoreTesting, {
  compliant: {
    "every kind is tried": {
      given: [root, database, bucket, plan, selection("RDS"), selection("S3")],
    },
    "a Multi-AZ cluster counts as RDS": {
      given: [
        root,
        { type: "aws:rds/cluster:Cluster", name: "c", props: { engine: "postgres" } },
        plan,
        selection("RDS"),
      ],
    },
    "dev, which promises nothing": { given: [root, database], environment: "dev" },
    "no data": { given: root },
  },
  violating: {
    "no plan": {
      given: [root, database, bucket],
      at: [`${STACK} towpath-prod`],
      says: /no restore testing plan\. Make one, with a selection for RDS, S3/,
    },
    "a kind that no selection tries": {
      given: [root, database, bucket, plan, selection("RDS")],
      at: [`${TESTING_PLAN} tests`],
      says: /Backups of S3 are never restored/,
    },
    "an Aurora cluster beside a selection of RDS": {
      given: [
        root,
        { type: "aws:rds/cluster:Cluster", name: "c", props: { engine: "aurora-mysql" } },
        plan,
        selection("RDS"),
      ],
      environment: "staging",
      at: [`${TESTING_PLAN} tests`],
      says: /Backups of Aurora/,
    },
  },
  undecided: {
    "a cluster whose engine only a deployment tells": {
      given: [
        root,
        { type: "aws:rds/cluster:Cluster", name: "c", props: { engine: UNKNOWN_VALUE } },
        plan,
      ],
    },
  },
});
