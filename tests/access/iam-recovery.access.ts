import { describe, expect, test } from "vitest";
import { PLACE } from "../../components/access/testing";
import { bucketPolicy } from "../../components/data/bucket-policy";
import { backupPolicy, drillPolicy } from "../../components/data/recovery/policies";
import { recoveryNamespace } from "../../components/config/alarms";
import { keyPolicy } from "../../components/foundation/key-policy";
import { workloadBoundary } from "../../components/workloads/boundary-policy";
import { policyJson } from "../../lib/iam-policy";
import { account, BUCKET, type Context, KEY, WEB } from "./iam-requests";
import { allowed } from "./simulate";

/*
 * The roles of backups and drills, with their boundary and the policies of buckets and key: the backup
 * cannot change what it backs up, the drill can neither read what is in use nor touch a backup.
 */

const BACKUPS = "arn:aws:s3:::backups-1a2b3c4";
const REPORTS = "arn:aws:s3:::reports-1a2b3c4";
const CLUSTER = `arn:aws:eks:${PLACE.region}:${account}:cluster/${PLACE.cluster}`;
const drilled = {
  backupsArn: BACKUPS,
  backupsPrefix: "tracking",
  reportsArn: REPORTS,
  reportsPrefix: "drills",
  kmsKeyArn: KEY,
  metricsNamespace: recoveryNamespace("prod"),
};
const backup = backupPolicy({ ...drilled, artifactsArn: BUCKET, artifactsPrefix: "mlflow" });
const drill = drillPolicy(drilled);
const boundary = workloadBoundary({
  clusterArn: CLUSTER,
  readArns: [BUCKET, BACKUPS, REPORTS],
  writtenArns: [REPORTS, BACKUPS],
  deletedArn: BACKUPS,
  metricsNamespace: recoveryNamespace("prod"),
  kmsKeyArn: KEY,
  regions: [PLACE.region],
});

const may = (policy: string, call: string, resource: string, context: Context = {}) =>
  allowed({
    principal: `arn:aws:sts::${account}:assumed-role/pods/session`,
    call,
    resource,
    account,
    context: { ...WEB, "aws:PrincipalTag/eks-cluster-arn": CLUSTER, ...context },
    policies: [policy],
    boundary,
    ...resourcePolicyOf(resource),
  });

function resourcePolicyOf(resource: string): { resourcePolicy?: unknown } {
  const place = { accountId: account, region: PLACE.region };
  if (resource === KEY) return { resourcePolicy: JSON.parse(keyPolicy("data", place)) as unknown };
  const bucketArn = [BUCKET, BACKUPS, REPORTS].find((arn) => resource.startsWith(arn));
  if (bucketArn === undefined) return {};
  return { resourcePolicy: JSON.parse(bucketPolicy({ bucketArn, kmsKeyArn: KEY })) as unknown };
}

const list = (prefix: string) => ({ "s3:prefix": prefix });
const viaS3 = { "kms:ViaService": `s3.${PLACE.region}.amazonaws.com` };
const metrics = (environment: string) => ({
  "cloudwatch:namespace": recoveryNamespace(environment),
});

type Question = [
  call: string,
  resource: string,
  backup: boolean,
  drill: boolean,
  context?: Context | undefined,
];

/** Call, resource, what the backup may, what the drill may, context. */
const QUESTIONS: Question[] = [
  ["s3:GetObject", `${BUCKET}/mlflow/1/model`, true, false],
  ["s3:ListBucket", BUCKET, true, false, list("mlflow/1")],
  ["s3:ListBucket", BUCKET, false, false, list("other")],
  ["s3:PutObject", `${BUCKET}/mlflow/1/model`, false, false],
  ["s3:DeleteObject", `${BUCKET}/mlflow/1/model`, false, false],
  ["s3:GetObject", `${BACKUPS}/tracking/objects/aa.age`, true, true],
  ["s3:ListBucket", BACKUPS, true, true, list("tracking/objects")],
  ["s3:PutObject", `${BACKUPS}/tracking/objects/aa.age`, true, false],
  ["s3:DeleteObject", `${BACKUPS}/tracking/objects/aa.age`, true, false],
  // What the lock keeps, nobody here takes away: versions stay.
  ["s3:DeleteObjectVersion", `${BACKUPS}/tracking/objects/aa.age`, false, false],
  ["s3:BypassGovernanceRetention", `${BACKUPS}/tracking/objects/aa.age`, false, false],
  ["s3:DeleteObject", `${BACKUPS}/elsewhere/aa.age`, false, false],
  ["s3:GetObject", `${REPORTS}/drills/2026-11-22.json`, true, true],
  ["s3:PutObject", `${REPORTS}/drills/2026-11-22.json`, false, true],
  ["s3:DeleteObject", `${REPORTS}/drills/2026-11-22.json`, false, false],
  ["s3:PutObject", `${REPORTS}/evaluations/1.json`, false, false],
  ["kms:Decrypt", KEY, true, true, viaS3],
  ["kms:GenerateDataKey", KEY, true, true, viaS3],
  ["kms:Decrypt", KEY, false, false],
  ["cloudwatch:PutMetricData", "*", true, true, metrics("prod")],
  ["cloudwatch:PutMetricData", "*", false, false, metrics("staging")],
  [
    "secretsmanager:GetSecretValue",
    `arn:aws:secretsmanager:${PLACE.region}:${account}:secret:recovery-key-AbCdEf`,
    false,
    false,
  ],
];

describe("the roles of recovery", () => {
  test.each<Question>(QUESTIONS)(
    "%s on %s: backup %s, drill %s",
    async (call, resource, its, other, context) => {
      expect(await may(backup, call, resource, context)).toBe(its);
      expect(await may(drill, call, resource, context)).toBe(other);
    },
  );

  test.each<Question>(QUESTIONS)(
    "have no %s on %s in a session of no pod, or elsewhere",
    async (call, resource, _its, _other, context) => {
      for (const policy of [backup, drill]) {
        for (const elsewhere of [
          { "aws:PrincipalTag/eks-cluster-arn": `${CLUSTER}-two` },
          { "aws:RequestedRegion": "eu-west-1" },
        ]) {
          expect(await may(policy, call, resource, { ...context, ...elsewhere })).toBe(false);
        }
      }
    },
  );

  test.each([
    ["s3:PutObject", `${BUCKET}/mlflow/1/model`],
    ["s3:DeleteObject", `${BUCKET}/mlflow/1/model`],
    ["s3:DeleteObjectVersion", `${BACKUPS}/tracking/objects/aa.age`],
    ["s3:DeleteObject", `${REPORTS}/drills/2026-11-22.json`],
    [
      "secretsmanager:GetSecretValue",
      `arn:aws:secretsmanager:${PLACE.region}:${account}:secret:recovery-key-AbCdEf`,
    ],
  ])("get no %s from a policy that is attached by hand", async (call, resource) => {
    const everything = policyJson([{ Sid: "All", Effect: "Allow", Action: "*", Resource: "*" }]);
    expect(await may(everything, call, resource)).toBe(false);
  });
});
