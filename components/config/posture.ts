/**
 * What "how careful" means, in one table. An environment names a posture; components read the
 * values and never ask for an environment's name.
 */

/** How careful an environment is. */
export const POSTURES = ["dev", "staging", "prod"] as const;

export type Posture = (typeof POSTURES)[number];

/** Days that CloudWatch Logs accepts as retention, as far as the table uses them. */
export type LogRetentionDays = 7 | 14 | 30 | 90 | 180 | 365 | 731;

/** Everything that follows from a posture. Plain data: it decides which resources exist. */
export interface PostureSettings {
  /** Days until a log event is deleted. Values: CloudWatch's `PutRetentionPolicy`. */
  readonly logRetentionDays: LogRetentionDays;
  /**
   * Which reads and writes of datasets and artifacts the audit trail has, object by object. Each event
   * is billed: https://aws.amazon.com/cloudtrail/pricing/
   */
  readonly auditDataEvents: "none" | "writes" | "all";
  /** A second copy of what people typed on nodes, in the bucket of logs. */
  readonly sessionLogCopies: boolean;
  /** Days of automated database backups and point-in-time restore; RDS allows 0 to 35. */
  readonly backupRetentionDays: number;
  /** Days that an overwritten or deleted object version stays restorable. */
  readonly noncurrentVersionDays: number;
  /** A standby database in a second availability zone; doubles the database's price. */
  readonly multiAz: boolean;
  /** The provider refuses to delete databases and clusters until someone switches it off. */
  readonly deletionProtection: boolean;
  /** A last database snapshot before it is destroyed. */
  readonly finalSnapshot: boolean;
  /** Days of S3 Object Lock in governance mode on retained buckets; 0 is off. */
  readonly objectLockDays: number;
  /** The cluster's endpoint: inside the network only, or also for the CIDRs that the stack lists. */
  readonly endpointExposure: "private" | "allow-list";
  /** NAT gateways: one for all availability zones, or one in each. */
  readonly natGateways: "single" | "per-az";
  /** Interface endpoints: none beyond what a private cluster cannot do without, or every service. */
  readonly interfaceEndpoints: "minimal" | "full";
  /** What a broken rule does to a preview: a warning, or a stop. */
  readonly policyEnforcement: "advisory" | "mandatory";
  /** Least number of pods of everything that serves requests. */
  readonly replicas: number;
  /** Copy retained buckets to the stack's `secondary_region`. */
  readonly replicateToSecondRegion: boolean;
  /** Days between deleting a KMS key and losing what it encrypted; KMS allows 7 to 30. */
  readonly kmsDeletionWindowDays: number;
  /** Days in which a deleted secret can be brought back; Secrets Manager allows 0 or 7 to 30. */
  readonly secretRecoveryDays: number;
  /** Pulumi refuses to delete what holds data. */
  readonly protect: boolean;
  /** `pulumi destroy` forgets what holds data and leaves it in the account. */
  readonly retainOnDelete: boolean;
  /** An image without a digest: named in the report, or refused at an update. */
  readonly unresolvedImages: "report" | "refuse";
  /** The approver must be somebody else than the promoter. */
  readonly fourEyes: boolean;
}

/** Posture → settings. A reason stands where a value is more than "more careful than the last". */
export const POSTURE_TABLE = {
  dev: {
    // Two weeks: longer than a sprint, cheap enough to keep every control-plane log.
    logRetentionDays: 14,
    // Who changed a data set in dev is asked in the chat; what people did in the account is kept all the same.
    auditDataEvents: "none",
    sessionLogCopies: false,
    // A week covers a holiday; 0 would switch restore off altogether.
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
    backupRetentionDays: 7,
    noncurrentVersionDays: 7,
    multiAz: false,
    deletionProtection: false,
    finalSnapshot: false,
    // A locked bucket cannot be emptied, and dev must be able to be torn down.
    objectLockDays: 0,
    endpointExposure: "allow-list",
    // One zone's outage may stop dev; two more gateways cost more than dev's database.
    natGateways: "single",
    // Each interface endpoint is billed per zone and hour: https://aws.amazon.com/privatelink/pricing/
    interfaceEndpoints: "minimal",
    // Dev is where a rule is met first: it tells, and staging stops.
    policyEnforcement: "advisory",
    replicas: 1,
    replicateToSecondRegion: false,
    // The least that KMS takes: https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
    kmsDeletionWindowDays: 7,
    // 0 deletes at once, so that a stack can be made again under the same names.
    secretRecoveryDays: 0,
    protect: false,
    retainOnDelete: false,
    unresolvedImages: "report",
    fourEyes: false,
  },
  staging: {
    logRetentionDays: 30,
    // Writes are what changes a model; reads are most of the events, and so of the bill.
    auditDataEvents: "writes",
    sessionLogCopies: true,
    backupRetentionDays: 14,
    noncurrentVersionDays: 30,
    // The failover that prod relies on is rehearsed by restore drills, not paid for around the clock.
    multiAz: false,
    deletionProtection: true,
    finalSnapshot: true,
    // A rehearsal of prod's lock that is over within a week: governance mode is AWS's advice for that.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock.html
    objectLockDays: 7,
    endpointExposure: "allow-list",
    natGateways: "single",
    // Staging must show a missing endpoint before prod does.
    interfaceEndpoints: "full",
    policyEnforcement: "mandatory",
    replicas: 2,
    replicateToSecondRegion: false,
    kmsDeletionWindowDays: 14,
    secretRecoveryDays: 7,
    protect: true,
    retainOnDelete: false,
    unresolvedImages: "refuse",
    fourEyes: false,
  },
  prod: {
    // A year, the least that checkov's CKV_AWS_338 takes for log groups.
    logRetentionDays: 365,
    // Reads too: who saw confidential data is the first question after a leak. CIS AWS 7.0, 4.8 and 4.9.
    auditDataEvents: "all",
    sessionLogCopies: true,
    // RDS's maximum: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
    backupRetentionDays: 35,
    // A quarter: a bad deletion found at the quarter's review can still be undone.
    noncurrentVersionDays: 90,
    multiAz: true,
    deletionProtection: true,
    finalSnapshot: true,
    // Governance mode, not compliance: nobody, AWS included, can end a compliance lock early.
    objectLockDays: 30,
    endpointExposure: "private",
    natGateways: "per-az",
    interfaceEndpoints: "full",
    policyEnforcement: "mandatory",
    replicas: 2,
    replicateToSecondRegion: true,
    // KMS's maximum: losing a key is losing everything that it encrypted.
    kmsDeletionWindowDays: 30,
    secretRecoveryDays: 30,
    protect: true,
    retainOnDelete: true,
    unresolvedImages: "refuse",
    fourEyes: true,
  },
} as const satisfies Record<Posture, PostureSettings>;

/** The settings of a posture. */
export function settingsOf(posture: Posture): PostureSettings {
  return POSTURE_TABLE[posture];
}
