import * as pulumi from "@pulumi/pulumi";
import { type AccountEvents, PassedEvents } from "../audit/account-events";
import { Alarms } from "../audit/alarms";
import { SessionLogs } from "../audit/session-logs";
import { Trail, type TrailArgs } from "../audit/trail";
import { ALARMS } from "../config/alarms";
import type { AwsEnvironment } from "../config/environment";
import { isDrilled } from "../config/recovery";
import { retentionOf } from "../config/retention/table";
import { type Belonging, tagsOf } from "../config/tags";
import { TRAIL_PREFIX } from "../data/bucket-policy";
import type { Backups } from "../data/backups";
import type { Buckets } from "../data/buckets";
import type { Caller } from "../foundation/caller";
import type { Keys } from "../foundation/keys";
import type { Compute } from "./compute";
import { RecoveryWatch } from "./recovery-watch";

export interface AuditOnAwsArgs {
  readonly environment: AwsEnvironment;
  readonly keys: Keys;
  readonly caller: Caller;
  readonly compute: Compute;
  readonly buckets: Buckets;
  readonly backups: Backups;
  /** Whom and what everything here is for; its owner acts on alarms. */
  readonly part: Belonging;
}

/**
 * What is known afterwards of what people did: the account's trail, sessions on nodes, and alarms on
 * what nobody should do; and who hears when a backup or a drill fails.
 */
export class AuditOnAws extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:AuditOnAws";

  /** The document that sessions on nodes are opened with; what an IAM policy may let people start. */
  readonly sessionDocumentArn: pulumi.Output<string>;

  constructor(name: string, args: AuditOnAwsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(AuditOnAws.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { environment, caller, buckets, compute } = args;
    const shared = {
      accountId: caller.accountId,
      region: environment.region,
      logsKeyArn: args.keys.arns.logs,
      logRetentionDays: retentionOf(environment.settings).logGroupDays,
      tags: tagsOf(args.part),
    };
    const sessions = new SessionLogs(
      `${name}-sessions`,
      {
        ...shared,
        nodeRoleName: compute.nodeRoleName,
        ...(environment.settings.sessionLogCopies && { copies: buckets.logs }),
      },
      own,
    );
    const alarms = new Alarms(
      `${name}-alarms`,
      {
        ...shared,
        environment: args.part.environment,
        accountEvents: this.accountEvents(`${name}-trail`, args, shared),
        controlPlaneLogs: compute.cluster.logGroupName,
        emails: environment.alerts.emails,
      },
      own,
    );
    this.sessionDocumentArn = sessions.documentArn;
    if (isDrilled(environment.settings)) {
      const { topicArn } = alarms;
      const part = { ...args.part, service: "backups" };
      const { backups } = args;
      new RecoveryWatch(`${name}-recovery`, { environment, backups, buckets, topicArn, part }, own);
    }
    this.registerOutputs({ sessionDocumentArn: this.sessionDocumentArn });
  }

  private accountEvents(
    name: string,
    { environment, buckets }: AuditOnAwsArgs,
    shared: Omit<TrailArgs, "bucket" | "dataEvents" | "dataBucketArns">,
  ): AccountEvents {
    if (environment.audit.trail === "organization")
      return new PassedEvents(
        name,
        { ...shared, eventSources: watchedSources() },
        { parent: this },
      );
    return new Trail(
      name,
      {
        ...shared,
        bucket: {
          bucketName: buckets.logs.bucketName,
          prefix: TRAIL_PREFIX,
          ready: buckets.logs.ready,
        },
        dataEvents: environment.settings.auditDataEvents,
        dataBucketArns: [buckets.datasets.arn, buckets.artifacts.arn],
      },
      { parent: this },
    );
  }
}

/** The AWS services in whose events an alarm looks for something. */
function watchedSources(): string[] {
  const signs = Object.values(ALARMS).flatMap(({ watches }) =>
    watches.filter(({ source }) => source === "account").flatMap(({ anyOf }) => anyOf),
  );
  return [...new Set(signs.flatMap(({ is }) => is.eventSource ?? []))];
}
