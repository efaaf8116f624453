import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../workloads/policy-document";
import { SESSION_PREFIX, sessionLogPolicy } from "./audit-policies";
import { SESSION_SETTINGS } from "./session-settings";

export interface SessionLogsArgs {
  /** The role of the nodes that people may open a session on. */
  readonly nodeRoleName: pulumi.Input<string>;
  /** The KMS key of the log group; its policy must admit CloudWatch Logs. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Days until a session's log is deleted; one of the values that CloudWatch Logs takes. Plain. */
  readonly logRetentionDays: number;
  /**
   * The bucket of a second copy; with encryption on. Plain: it decides what is declared.
   * @default one copy, in the log group
   */
  readonly copies?: {
    readonly bucketName: pulumi.Input<string>;
    readonly arn: pulumi.Input<string>;
  };
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * How people get onto nodes: Session Manager, without a bastion, an open port or a key to lose, and with
 * everything that is typed written down. A document of our own, since the region's one,
 * `SSM-SessionManagerRunShell`, belongs to the account: two environments would take it from each other.
 * So whoever may start sessions must be held to this document by their IAM policy
 * (`ssm:SessionDocumentAccessCheck`).
 *
 * Cost: `cloudwatch/logs-ingestion` in stacks/prices.yaml, by what is typed and printed.
 */
export class SessionLogs extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:audit:SessionLogs";

  /** For `aws ssm start-session --document-name`. */
  readonly documentName: pulumi.Output<string>;
  /** What an IAM policy lets people start. */
  readonly documentArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;

  constructor(name: string, args: SessionLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    const { copies } = args;
    // Of the document's text a preview knows nothing, since it has names in it; rules read this.
    super(SessionLogs.__pulumiType, name, { session: SESSION_SETTINGS }, opts);
    const own = { parent: this };
    const tags = { ...args.tags };

    const group = new aws.cloudwatch.LogGroup(
      name,
      { kmsKeyId: args.logsKeyArn, retentionInDays: args.logRetentionDays, tags },
      own,
    );
    new aws.iam.RolePolicy(
      `${name}-nodes`,
      {
        role: args.nodeRoleName,
        policy: policyDocument({ groupArn: group.arn, bucketArn: copies?.arn }, sessionLogPolicy),
      },
      own,
    );
    const inputs = {
      ...SESSION_SETTINGS,
      cloudWatchLogGroupName: group.name,
      s3BucketName: copies?.bucketName ?? "",
      s3KeyPrefix: copies === undefined ? "" : SESSION_PREFIX,
    };
    const document = new aws.ssm.Document(
      `${name}-shell`,
      {
        documentType: "Session",
        documentFormat: "JSON",
        content: pulumi.jsonStringify({
          schemaVersion: "1.0",
          description: "A shell on a node of the cluster, written down as it is typed",
          sessionType: "Standard_Stream",
          inputs,
        }),
        tags,
      },
      own,
    );

    this.documentName = document.name;
    this.documentArn = document.arn;
    this.logGroupName = group.name;
    // Why here as well, says EncryptionKey.
    this.registerOutputs({
      documentName: this.documentName,
      documentArn: this.documentArn,
      logGroupName: this.logGroupName,
      session: SESSION_SETTINGS,
    });
  }
}
