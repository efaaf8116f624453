import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { policyDocument } from "../workloads/policy-document";
import { eventLogPolicy } from "./audit-policies";

/** Where alarms find what CloudTrail tells of the account. */
export interface AccountEvents {
  readonly logGroupName: pulumi.Output<string>;
  /** Where in a log entry the event begins, as a filter pattern says it. Plain. */
  readonly eventRoot: "$" | "$.detail";
}

export interface PassedEventsArgs {
  /** The key of the log group; its policy must admit CloudWatch Logs. */
  readonly logsKeyArn: pulumi.Input<string>;
  /** Days until an event is deleted. Plain. */
  readonly logRetentionDays: number;
  /** The services whose events are passed on, such as `kms.amazonaws.com`. Plain. */
  readonly eventSources: readonly string[];
  /** Tags of everything taggable here. */
  readonly tags: Readonly<Record<string, string>>;
}

/** EventBridge's names for what CloudTrail tells it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html */
const DETAIL_TYPES = [
  "AWS API Call via CloudTrail",
  "AWS Console Sign In via CloudTrail",
  // What a service does of itself, such as the end of a backup.
  "AWS Service Event via CloudTrail",
];

/**
 * The account's events where the organization has the trail: its log group is in another account, so
 * EventBridge passes on what alarms look for. It tells of this region alone. Roles taken, and sign-ins,
 * in another region are the organization's to watch.
 */
export class PassedEvents extends pulumi.ComponentResource implements AccountEvents {
  /** @internal */
  static readonly __pulumiType = "towpath:audit:PassedEvents";

  readonly logGroupName: pulumi.Output<string>;
  readonly eventRoot = "$.detail";

  constructor(name: string, args: PassedEventsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(PassedEvents.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const tags = { ...args.tags };

    const group = new aws.cloudwatch.LogGroup(
      name,
      {
        // As the groups that EventBridge's console makes.
        namePrefix: `/aws/events/${name}-`,
        kmsKeyId: args.logsKeyArn,
        retentionInDays: args.logRetentionDays,
        tags,
      },
      own,
    );
    const rights = new aws.cloudwatch.LogResourcePolicy(
      `${name}-policy`,
      {
        policyDocument: policyDocument({ groupArn: group.arn }, ({ groupArn }) =>
          eventLogPolicy(groupArn),
        ),
      },
      own,
    );
    const rule = new aws.cloudwatch.EventRule(
      `${name}-rule`,
      {
        description: "What CloudTrail tells of the account, for alarms",
        // Plain ENABLED leaves out what only reads, which taking a role is to CloudTrail.
        state: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
        eventPattern: eventPattern(args.eventSources),
        tags,
      },
      own,
    );
    new aws.cloudwatch.EventTarget(
      `${name}-target`,
      { rule: rule.name, arn: group.arn },
      { ...own, dependsOn: [rights] },
    );

    this.logGroupName = group.name;
    this.registerOutputs({ logGroupName: this.logGroupName });
  }
}

/**
 * Events of these services, and everything that the root user does.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export function eventPattern(eventSources: readonly string[]): string {
  return JSON.stringify({
    "detail-type": DETAIL_TYPES,
    detail: {
      $or: [{ eventSource: [...eventSources].sort() }, { userIdentity: { type: ["Root"] } }],
    },
  });
}
