import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { inAPlan } from "./in-a-plan";

const DATABASE = "aws:rds/instance:Instance";
const BUCKET = "aws:s3/bucket:Bucket";
const us = { region: "us-east-1" };
const tagged = (dataClass: string) => ({
  tags: { "towpath:environment": "prod", "towpath:data-class": dataClass },
});
const plan: Given = {
  type: "aws:backup/plan:Plan",
  name: "plan",
  props: { rules: [{ targetVaultName: UNKNOWN_VALUE }] },
};
const selection = (props: object, from: Record<string, string[]> = {}): Given => ({
  type: "aws:backup/selection:Selection",
  name: "selection",
  props: { planId: UNKNOWN_VALUE, ...props },
  from: { planId: ["plan"], ...from },
  provider: us,
});
/** As components/data/backups.ts makes it. */
const byTag = selection({
  resources: ["arn:aws:s3:::*", "arn:aws:rds:*:*:db:*", "arn:aws:ec2:*:*:volume/*"],
  conditions: [
    {
      stringEquals: [
        { key: "aws:ResourceTag/towpath:environment", value: "prod" },
        { key: "aws:ResourceTag/towpath:data-class", value: "internal" },
      ],
    },
  ],
});
const database = (props: object = tagged("internal"), more: Partial<Given> = {}): Given => ({
  type: DATABASE,
  name: "database",
  props: { ...props },
  provider: us,
  ...more,
});
const bucket = (name: string, dataClass: string, more: Partial<Given> = {}): Given => ({
  type: BUCKET,
  name,
  props: tagged(dataClass),
  provider: us,
  ...more,
});
const buckets: Given = { type: "towpath:data:Buckets", name: "buckets" };

ruleCases(inAPlan, {
  compliant: {
    "what is taken by its tags": { given: [plan, byTag, database(), bucket("data", "internal")] },
    "what is named by its ARN": {
      given: [
        plan,
        database({}),
        selection({ resources: [UNKNOWN_VALUE] }, { resources: ["database"] }),
      ],
    },
    "what has one of several tags": {
      given: [
        plan,
        selection({
          selectionTags: [
            { type: "STRINGEQUALS", key: "backup", value: "yes" },
            { type: "STRINGEQUALS", key: "towpath:data-class", value: "internal" },
          ],
        }),
        database(),
      ],
    },
    "what its provider tags": {
      given: [plan, byTag, database({}, { provider: { ...us, defaultTags: tagged("internal") } })],
    },
    "what its provider tags, as the SDK writes it": {
      given: [
        plan,
        byTag,
        database({}, { provider: { ...us, defaultTags: JSON.stringify(tagged("internal")) } }),
      ],
    },
    "a bucket of logs, and one that is the end of a replication": {
      given: [
        bucket("logs", "confidential"),
        bucket("copy", "confidential"),
        {
          type: "aws:s3/bucketLogging:BucketLogging",
          name: "logging",
          props: { targetBucket: UNKNOWN_VALUE },
          from: { targetBucket: ["logs"] },
        },
        {
          type: "aws:s3/bucketReplicationConfig:BucketReplicationConfig",
          name: "replication",
          props: { rules: [{ destination: { bucket: UNKNOWN_VALUE } }] },
          from: { rules: ["copy"] },
        },
      ],
    },
    "an operational bucket of somebody": { given: bucket("cache", "operational") },
    "a replica of a database": { given: database({ replicateSourceDb: "tracking" }) },
    "nothing that holds data": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "a database without the tag": {
      given: [plan, byTag, database({})],
      at: [`${DATABASE} database`],
      says: /takes this database: its tag towpath:data-class is not set\. Tag it/,
    },
    "a database that is called operational": {
      given: [plan, byTag, database(tagged("operational"))],
      at: [`${DATABASE} database`],
      says: /towpath:data-class is operational/,
    },
    "a bucket of the platform that is called operational": {
      given: [plan, byTag, buckets, bucket("datasets", "operational", { parent: "buckets" })],
      at: [`${BUCKET} datasets`],
      says: /takes this bucket/,
    },
    "a volume whose class has no plan": {
      given: [
        plan,
        byTag,
        { type: "aws:ebs/volume:Volume", name: "v", props: tagged("confidential"), provider: us },
      ],
      at: ["aws:ebs/volume:Volume v"],
      says: /takes this volume/,
    },
    "a database in another region": {
      given: [plan, byTag, database(tagged("internal"), { provider: { region: "us-west-2" } })],
      at: [`${DATABASE} database`],
      says: /selection of its region/,
    },
    "a kind that the selection leaves out": {
      given: [
        plan,
        byTag,
        { type: "aws:dynamodb/table:Table", name: "t", props: tagged("internal"), provider: us },
      ],
      at: ["aws:dynamodb/table:Table t"],
      says: /takes this table/,
    },
    "a database that the selection takes out again": {
      given: [
        plan,
        database(),
        selection(
          { resources: ["*"], notResources: [UNKNOWN_VALUE] },
          { notResources: ["database"] },
        ),
      ],
      at: [`${DATABASE} database`],
      says: /takes this database/,
    },
    "a plan without rules": {
      given: [{ ...plan, props: {} }, byTag, database()],
      at: [`${DATABASE} database`],
      says: /takes this database/,
    },
    "a cluster and a file system without any plan, in dev": {
      given: [
        { type: "aws:rds/cluster:Cluster", name: "aurora", props: { engine: "aurora-mysql" } },
        { type: "aws:efs/fileSystem:FileSystem", name: "shared", props: {} },
      ],
      environment: "dev",
      at: ["aws:rds/cluster:Cluster aurora", "aws:efs/fileSystem:FileSystem shared"],
      says: /takes this database cluster/,
    },
  },
  undecided: {
    "a class that only a deployment tells": {
      given: [plan, byTag, database({ tags: { "towpath:data-class": UNKNOWN_VALUE } })],
    },
  },
});
