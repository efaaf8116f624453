import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { REPLICATION_TRUST, replicationPolicy } from "./replication-policy";
import { retentionOptions, type RetentionArgs } from "../config/retention";
import { policyDocument } from "../workloads/policy-document";

export interface BucketReplicationArgs extends RetentionArgs {
  /** The bucket that is copied. */
  readonly source: {
    readonly bucketName: pulumi.Input<string>;
    readonly arn: pulumi.Input<string>;
    readonly kmsKeyArn: pulumi.Input<string>;
  };
  /** The bucket that receives the copies, in another region, and its key there. */
  readonly replica: {
    readonly arn: pulumi.Input<string>;
    readonly kmsKeyArn: pulumi.Input<string>;
  };
  /**
   * The versioning of both ends: S3 refuses the configuration before. An argument, because what a
   * component depends on does not reach its children.
   */
  readonly after: readonly pulumi.Resource[];
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Copies every new version of a bucket to one in a second region, with a role of its own that can do
 * nothing else. Deletions are not copied: the replica is for the day that somebody deleted.
 */
export class BucketReplication extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:BucketReplication";

  /** The role that S3 copies with. */
  readonly roleArn: pulumi.Output<string>;

  constructor(name: string, args: BucketReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super(BucketReplication.__pulumiType, name, {}, opts);
    const own = { parent: this, ...retentionOptions(args) };

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "Copies the versions of one bucket to its replica in a second region",
        assumeRolePolicy: policyDocument({}, () => REPLICATION_TRUST),
        tags: { ...args.tags },
      },
      own,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: policyDocument(
          {
            sourceArn: args.source.arn,
            sourceKeyArn: args.source.kmsKeyArn,
            replicaArn: args.replica.arn,
            replicaKeyArn: args.replica.kmsKeyArn,
          },
          replicationPolicy,
        ),
      },
      own,
    );
    new aws.s3.BucketReplicationConfig(
      `${name}-config`,
      {
        bucket: args.source.bucketName,
        role: role.arn,
        rules: [
          {
            id: "everything",
            status: "Enabled",
            priority: 0,
            // A filter, even of nothing, makes this the schema that can say deleteMarkerReplication.
            filter: { prefix: "" },
            deleteMarkerReplication: { status: "Disabled" },
            sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: "Enabled" } },
            destination: {
              bucket: args.replica.arn,
              storageClass: "STANDARD_IA",
              encryptionConfiguration: { replicaKmsKeyId: args.replica.kmsKeyArn },
            },
          },
        ],
      },
      { ...own, dependsOn: [policy, ...args.after] },
    );

    this.roleArn = role.arn;
    this.registerOutputs({ roleArn: this.roleArn });
  }
}
