import { type AllowStatement, type IdentityStatement, policyJson } from "../../lib/iam-policy";

/** What pods of an environment could reach at most; plain values. */
export interface BoundaryFacts {
  /** The one cluster whose pods count. */
  readonly clusterArn: string;
  /** Buckets that anything is read from. */
  readonly readArns: readonly string[];
  /** Buckets that anything is written to. @default none: nothing is */
  readonly writtenArns?: readonly string[];
  /** The bucket whose current objects may be deleted: older versions stay. @default none */
  readonly deletedArn?: string;
  /** The one namespace of CloudWatch that metrics are sent to. @default none */
  readonly metricsNamespace?: string;
  /** The key of the objects, and of the secret. */
  readonly kmsKeyArn: string;
  /** The one secret that a pod reads. @default none */
  readonly secretArn?: string;
  /** `regions_allowed` of the stack file. */
  readonly regions: readonly string[];
}

/**
 * The permission boundary of pods' roles: what they could have at most, whatever is attached to them by
 * hand. Nothing is ever deleted but where that is asked for, and no version of it then; no identity is
 * changed, and a session that is not of a pod of this
 * cluster has nothing: EKS Pod Identity tags its sessions, and nobody else can take the role with a tag.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function workloadBoundary(facts: BoundaryFacts): string {
  const { clusterArn, deletedArn, kmsKeyArn, metricsNamespace } = facts;
  const { readArns, regions, secretArn, writtenArns = [] } = facts;
  const through = ["s3", ...(secretArn === undefined ? [] : ["secretsmanager"])];
  const most: AllowStatement[] = [
    {
      Sid: "MostReading",
      Effect: "Allow",
      Action: ["s3:GetObject", "s3:ListBucket"],
      Resource: readArns.flatMap((arn) => [arn, `${arn}/*`]),
    },
    ...(writtenArns.length === 0
      ? []
      : [
          {
            Sid: "MostWriting",
            Effect: "Allow" as const,
            Action: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"],
            Resource: only(writtenArns.map((arn) => `${arn}/*`)),
          },
        ]),
    ...(deletedArn === undefined
      ? []
      : [
          {
            Sid: "MostDeleting",
            Effect: "Allow" as const,
            Action: "s3:DeleteObject",
            Resource: `${deletedArn}/*`,
          },
        ]),
    ...(metricsNamespace === undefined
      ? []
      : [
          {
            Sid: "MostMetrics",
            Effect: "Allow" as const,
            Action: "cloudwatch:PutMetricData",
            Resource: "*",
            Condition: { StringEquals: { "cloudwatch:namespace": metricsNamespace } },
          },
        ]),
    {
      Sid: "MostKeys",
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: kmsKeyArn,
      Condition: {
        StringLike: { "kms:ViaService": through.map((one) => `${one}.*.amazonaws.com`) },
      },
    },
    ...(secretArn === undefined
      ? []
      : [
          {
            Sid: "MostSecrets",
            Effect: "Allow" as const,
            Action: "secretsmanager:GetSecretValue",
            Resource: secretArn,
          },
        ]),
  ];
  const never = (sid: string, key: string, values: string | readonly string[]) =>
    ({
      Sid: sid,
      Effect: "Deny",
      Action: "*",
      Resource: "*",
      Condition: { StringNotEquals: { [key]: values } },
    }) satisfies IdentityStatement;
  return policyJson([
    ...most,
    never("NeverOtherSessions", "aws:PrincipalTag/eks-cluster-arn", clusterArn),
    never("NeverOtherRegions", "aws:RequestedRegion", regions),
  ]);
}

/** One of a list alone is no list: what is written stays as it was. */
function only(all: readonly string[]): string | readonly string[] {
  const [first] = all;
  return all.length === 1 && first !== undefined ? first : all;
}
