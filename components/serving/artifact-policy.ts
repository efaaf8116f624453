import { policyJson, type PolicyStatement } from "../../lib/iam-policy";

/** The key of the artifacts; plain values. */
export interface ArtifactKey {
  readonly kmsKeyArn: string;
  /** Where in AWS's world it is, and the artifacts too: `aws`, `aws-cn`, `aws-us-gov`. */
  readonly partition: string;
}

/** `s3://bucket/folder` → the ARN of everything under it. */
function objectsOf(uri: string, partition: string): string {
  return `arn:${partition}:s3:::${uri.replace(/^s3:\/\//, "").replace(/\/+$/, "")}/*`;
}

/**
 * What a service's pods may do in AWS: read the artifacts that its promotion record names, and no
 * other. No listing: an artifact's manifest names its files.
 */
export function artifactPolicy(
  artifacts: readonly string[],
  { kmsKeyArn, partition }: ArtifactKey,
): string {
  const statements: PolicyStatement[] = [
    {
      Sid: "ReadArtifacts",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: artifacts.map((uri) => objectsOf(uri, partition)),
    },
    {
      Sid: "DecryptArtifacts",
      Effect: "Allow",
      Action: "kms:Decrypt",
      Resource: kmsKeyArn,
      Condition: { StringLike: { "kms:ViaService": "s3.*.amazonaws.com" } },
    },
  ];
  return policyJson(statements);
}
