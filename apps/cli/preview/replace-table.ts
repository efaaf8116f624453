/**
 * Properties whose change replaces the resource. Small on purpose: what is not here is shown as
 * "change (may replace)", since only the provider knows. Each entry was read, as `ForceNew: true`, in
 * the source of the Terraform provider that @pulumi/aws wraps, at the commit that it names.
 */

interface Rule {
  readonly properties: readonly string[];
  readonly source: string;
}

/** A file of terraform-provider-aws at a commit. */
const at = (commit: string, file: string): string =>
  `https://github.com/hashicorp/terraform-provider-aws/blob/${commit}/internal/service/${file}`;

const RULES: Readonly<Record<string, Rule>> = {
  "aws:ec2/subnet:Subnet": {
    properties: [
      "availabilityZone",
      "availabilityZoneId",
      "cidrBlock",
      "ipv6Native",
      "outpostArn",
      "vpcId",
    ],
    source: at("00cda125a19d31754cb0d073cf551264c57955cb", "ec2/vpc_subnet.go"),
  },
  "aws:eks/cluster:Cluster": {
    properties: ["bootstrapSelfManagedAddons", "name", "roleArn"],
    source: at("00555dc5b38f92abbfa230badea0ed0754cea81e", "eks/cluster.go"),
  },
  "aws:eks/nodeGroup:NodeGroup": {
    properties: [
      "amiType",
      "capacityType",
      "clusterName",
      "diskSize",
      "instanceTypes",
      "nodeGroupName",
      "nodeGroupNamePrefix",
      "nodeRoleArn",
      "remoteAccess",
      "subnetIds",
    ],
    source: at("012e0a32f0686212f447447fd3d81c3d0ce256ad", "eks/node_group.go"),
  },
  "aws:kms/alias:Alias": {
    properties: ["name", "namePrefix"],
    source: at("01c08000ddb14181b5bd19201d8fca311dc570e4", "kms/alias.go"),
  },
  "aws:rds/instance:Instance": {
    properties: [
      "availabilityZone",
      "characterSetName",
      "dbName",
      "engine",
      "kmsKeyId",
      "restoreToPointInTime",
      "snapshotIdentifier",
      "storageEncrypted",
      "timezone",
      "username",
    ],
    source: at("00e4b23838859616dd0ebc9d1fd9364c0f6bff22", "rds/instance.go"),
  },
  "aws:s3/bucket:Bucket": {
    properties: ["bucket", "bucketPrefix"],
    source: at("0070bcd12c952f14c5434a6f351ef7b6fa791226", "s3/bucket.go"),
  },
};

/** Whether a change of the property replaces the resource, and who says so; undefined: not known. */
export function replaces(type: string, property: string): string | undefined {
  const rule = RULES[type];
  return rule?.properties.includes(property) === true ? rule.source : undefined;
}
