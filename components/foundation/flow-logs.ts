import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyJson, serviceTrust, writeLogGroup } from "../../lib/iam-policy";
import { policyDocument } from "../workloads/policy-document";

export interface FlowLogsArgs {
  /** The VPC whose traffic is recorded. */
  readonly vpcId: pulumi.Input<string>;
  /** The account of the VPC: the only one on whose behalf the role may be used. */
  readonly accountId: pulumi.Input<string>;
  /** The region of the VPC. Plain. */
  readonly region: string;
  /** The KMS key of the log group; its policy must admit CloudWatch Logs. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Days until a record is deleted; one of the values that CloudWatch Logs takes. Plain. */
  readonly logRetentionDays: number;
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Every connection of a VPC, accepted or rejected, in an encrypted log group. Rules VPC-1 and LOG-1.
 *
 * Cost: `cloudwatch/logs-ingestion` in stacks/prices.yaml, by traffic.
 */
export class FlowLogs extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:foundation:FlowLogs";

  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: FlowLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(FlowLogs.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const tags = { ...args.tags };
    const { accountId, region } = args;

    const group = new aws.cloudwatch.LogGroup(
      name,
      { kmsKeyId: args.logsKeyArn, retentionInDays: args.logRetentionDays, tags },
      own,
    );
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "VPC flow logs write to their log group",
        assumeRolePolicy: policyDocument({ accountId }, (known) =>
          flowLogTrust(known.accountId, region),
        ),
        tags,
      },
      own,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      {
        role: role.name,
        policy: policyDocument({ groupArn: group.arn }, (known) => flowLogPolicy(known.groupArn)),
      },
      own,
    );
    new aws.ec2.FlowLog(
      `${name}-vpc`,
      {
        vpcId: args.vpcId,
        trafficType: "ALL",
        logDestinationType: "cloud-watch-logs",
        logDestination: group.arn,
        iamRoleArn: role.arn,
        tags,
      },
      // Without its rights the role delivers nothing, and says so nowhere.
      { ...own, dependsOn: [policy] },
    );

    this.logGroupName = group.name;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}

/** Only flow logs of this account and region. @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
export function flowLogTrust(accountId: string, region: string): string {
  return serviceTrust("vpc-flow-logs.amazonaws.com", {
    StringEquals: { "aws:SourceAccount": accountId },
    ArnLike: { "aws:SourceArn": `arn:aws:ec2:${region}:${accountId}:vpc-flow-log/*` },
  });
}

/** What AWS's page above asks for, less making log groups, and on this group alone. */
export function flowLogPolicy(groupArn: string): string {
  return policyJson([...writeLogGroup("WriteToTheLogGroup", groupArn)]);
}
