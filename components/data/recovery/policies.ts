import { type AllowStatement, policyJson } from "../../../lib/iam-policy";

/** Where the pods of recovery read and write in AWS; plain values. */
export interface RecoveryFacts {
  readonly artifactsArn: string;
  readonly artifactsPrefix: string;
  readonly backupsArn: string;
  readonly backupsPrefix: string;
  readonly reportsArn: string;
  readonly reportsPrefix: string;
  /** The key of all three buckets. */
  readonly kmsKeyArn: string;
  /** CloudWatch's namespace of their metrics. */
  readonly metricsNamespace: string;
}

/** A drill has nothing to do with artifacts. */
export type DrillFacts = Omit<RecoveryFacts, "artifactsArn" | "artifactsPrefix">;

/**
 * What a backup may do: read artifacts, keep backups and take old ones away, see when a drill last passed.
 * Backups stay what they are for the days of the bucket's object lock, whoever deletes them.
 */
export function backupPolicy(facts: RecoveryFacts): string {
  const backups = `${facts.backupsArn}/${facts.backupsPrefix}/*`;
  return policyJson([
    list("Artifacts", facts.artifactsArn, facts.artifactsPrefix),
    read("Artifacts", facts.artifactsArn, facts.artifactsPrefix),
    list("Backups", facts.backupsArn, facts.backupsPrefix),
    read("Backups", facts.backupsArn, facts.backupsPrefix),
    write("Backups", facts.backupsArn, facts.backupsPrefix),
    { Sid: "PruneBackups", Effect: "Allow", Action: "s3:DeleteObject", Resource: backups },
    list("Reports", facts.reportsArn, facts.reportsPrefix),
    read("Reports", facts.reportsArn, facts.reportsPrefix),
    keys(facts.kmsKeyArn),
    metrics(facts.metricsNamespace),
  ]);
}

/** What a drill may do: read backups, and write what came of it. It sees no artifact that is in use. */
export function drillPolicy(facts: DrillFacts): string {
  return policyJson([
    list("Backups", facts.backupsArn, facts.backupsPrefix),
    read("Backups", facts.backupsArn, facts.backupsPrefix),
    list("Reports", facts.reportsArn, facts.reportsPrefix),
    read("Reports", facts.reportsArn, facts.reportsPrefix),
    write("Reports", facts.reportsArn, facts.reportsPrefix),
    keys(facts.kmsKeyArn),
    metrics(facts.metricsNamespace),
  ]);
}

const list = (what: string, arn: string, prefix: string): AllowStatement => ({
  Sid: `List${what}`,
  Effect: "Allow",
  Action: "s3:ListBucket",
  Resource: arn,
  Condition: { StringLike: { "s3:prefix": [prefix, `${prefix}/*`] } },
});

const read = (what: string, arn: string, prefix: string): AllowStatement => ({
  Sid: `Read${what}`,
  Effect: "Allow",
  Action: "s3:GetObject",
  Resource: `${arn}/${prefix}/*`,
});

const write = (what: string, arn: string, prefix: string): AllowStatement => ({
  Sid: `Write${what}`,
  Effect: "Allow",
  Action: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"],
  Resource: `${arn}/${prefix}/*`,
});

const keys = (kmsKeyArn: string): AllowStatement => ({
  Sid: "UseKey",
  Effect: "Allow",
  Action: ["kms:Decrypt", "kms:GenerateDataKey"],
  Resource: kmsKeyArn,
  Condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
});

/** A metric has no ARN; its namespace is what a policy can name. */
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html
const metrics = (namespace: string): AllowStatement => ({
  Sid: "SendAges",
  Effect: "Allow",
  Action: "cloudwatch:PutMetricData",
  Resource: "*",
  Condition: { StringEquals: { "cloudwatch:namespace": namespace } },
});
