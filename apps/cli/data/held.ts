import type { RetentionNumbers } from "../../../components/config/retention/row";
import { row } from "../../../components/config/retention/row";

/** A resource of a plan, as far as it matters here. */
export interface PlannedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** Kinds that keep data and that nothing here can read the retention of: each is a difference. */
const STATEFUL =
  /^aws:(dynamodb\/table|docdb|ebs\/volume|efs\/fileSystem|elasticache|fsx|kinesis|opensearch|rds\/cluster|s3\/directoryBucket|sqs\/queue|timestream)/;

/**
 * What the resources of a plan keep and how long, read from the resources themselves and from nothing
 * that made them: what the listing is compared with.
 */
export function heldBy({
  resources,
}: {
  readonly resources: readonly PlannedResource[];
}): RetentionNumbers[] {
  const plan = new Plan(resources);
  return resources.flatMap((one) => plan.heldBy(one));
}

class Plan {
  constructor(private readonly resources: readonly PlannedResource[]) {}

  heldBy(one: PlannedResource): RetentionNumbers[] {
    switch (one.type) {
      case "aws:s3/bucket:Bucket":
        return [this.bucket(one)];
      case "aws:cloudwatch/logGroup:LogGroup":
        return [
          held({ kind: "logs", place: one.name, keptDays: days(one.inputs.retentionInDays) }),
        ];
      case "aws:rds/instance:Instance":
        return database(one);
      case "aws:backup/plan:Plan":
        return this.backups(one);
      case "aws:ecr/lifecyclePolicy:LifecyclePolicy":
        return [images(one)];
      case "aws:kms/key:Key":
        return [
          held({
            ...{ kind: "key", place: one.name },
            restorableDays: days(one.inputs.deletionWindowInDays) ?? 30,
          }),
        ];
      case "aws:secretsmanager/secret:Secret":
        return [
          held({
            ...{ kind: "secret", place: one.name },
            restorableDays: days(one.inputs.recoveryWindowInDays) ?? 30,
          }),
        ];
      case "kubernetes:core/v1:PersistentVolumeClaim":
        return [held({ kind: "volume", place: one.name })];
      default:
        return STATEFUL.test(one.type) ? [held({ kind: "volume", place: one.urn })] : [];
    }
  }

  private bucket(bucket: PlannedResource): RetentionNumbers {
    const rules = list(this.about(bucket, "bucketLifecycleConfiguration")?.inputs.rules).filter(
      (rule) => at(rule, "status") === "Enabled",
    );
    const lock = this.about(bucket, "bucketObjectLockConfiguration")?.inputs.rule;
    const kept = rules.map((rule) => days(at(rule, "expiration", "days")));
    const replaced = rules.map((rule) =>
      days(at(rule, "noncurrentVersionExpiration", "noncurrentDays")),
    );
    return held({
      kind: "bucket",
      place: bucket.name.replace(/^buckets-/, ""),
      // The soonest end is the one that S3 keeps to.
      keptDays: soonest(kept),
      restorableDays: soonest(replaced),
      lockedDays: days(at(lock, "defaultRetention", "days")) ?? 0,
      copied: this.about(bucket, "bucketReplicationConfig") !== undefined,
    });
  }

  private backups(plan: PlannedResource): RetentionNumbers[] {
    const vaults = this.named(plan, "rules", "aws:backup/vault:Vault");
    const locks = vaults.map((vault) =>
      days(
        this.resources.find(
          (one) =>
            one.type === "aws:backup/vaultLockConfiguration:VaultLockConfiguration" &&
            (one.propertyDependencies.backupVaultName ?? []).includes(vault),
        )?.inputs.minRetentionDays,
      ),
    );
    return list(plan.inputs.rules).map((rule) => {
      const copies = list(at(rule, "copyActions"));
      const keptDays = days(at(rule, "lifecycle", "deleteAfter"));
      return held({
        ...{ kind: "backup", keptDays },
        place: `${plan.name.replace(/^backups-/, "")} ${String(at(rule, "ruleName"))}`,
        lockedDays: Math.min(...locks.map((lock) => lock ?? 0)),
        // A copy that is gone sooner is none.
        copied:
          copies.length > 0 &&
          copies.every((copy) => days(at(copy, "lifecycle", "deleteAfter")) === keptDays),
      });
    });
  }

  /** The resource of a kind whose property `bucket` is this bucket. */
  private about(bucket: PlannedResource, kind: string): PlannedResource | undefined {
    return this.resources.find(
      (one) =>
        one.type.startsWith(`aws:s3/${kind}:`) &&
        (one.propertyDependencies.bucket ?? []).includes(bucket.urn),
    );
  }

  private named(one: PlannedResource, property: string, type: string): string[] {
    const kinds = new Map(this.resources.map(({ urn, type: kind }) => [urn, kind]));
    return (one.propertyDependencies[property] ?? []).filter((urn) => kinds.get(urn) === type);
  }
}

function database({ name, inputs }: PlannedResource): RetentionNumbers[] {
  const shared = { kind: "database" } as const;
  return [
    held({ ...shared, place: name, restorableDays: days(inputs.backupRetentionPeriod) ?? 0 }),
    held({
      ...{ ...shared, place: `${name}-statistics` },
      keptDays: days(inputs.performanceInsightsRetentionPeriod) ?? 7,
    }),
    ...(inputs.skipFinalSnapshot === true
      ? []
      : [held({ ...shared, place: `${name}-final-snapshot` })]),
    ...list(inputs.enabledCloudwatchLogsExports).map((log) =>
      held({ kind: "logs", place: `${name}-${String(log)}` }),
    ),
  ];
}

function images({ name, inputs }: PlannedResource): RetentionNumbers {
  const policy: unknown = JSON.parse(String(inputs.policy));
  const count = (status: string) =>
    String(
      list(at(policy, "rules"))
        .map((rule) => at(rule, "selection"))
        .filter((selection) => at(selection, "tagStatus") === status)
        .map((selection) => at(selection, "countNumber"))[0],
    );
  return held({
    ...{ kind: "images", place: name.replace(/-lifecycle$/, "") },
    limit: `newest ${count("any")}; untagged ${count("untagged")} days`,
  });
}

/** Without the words. */
export function numbersOf(one: RetentionNumbers): RetentionNumbers {
  const { kind, place, keptDays, restorableDays, lockedDays, copied, limit } = one;
  const numbers = { kind, place, keptDays, restorableDays, lockedDays, copied };
  return limit === undefined ? numbers : { ...numbers, limit };
}

type Given = Parameters<typeof row>[0];

const held = (given: Omit<Given, "why">): RetentionNumbers => numbersOf(row({ ...given, why: "" }));

const days = (value: unknown): number | null => (typeof value === "number" ? value : null);

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const soonest = (all: readonly (number | null)[]): number | null => {
  const known = all.filter((one) => one !== null);
  return known.length === 0 ? null : Math.min(...known);
};

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (here, key) =>
      typeof here === "object" && here !== null
        ? (here as Readonly<Record<string, unknown>>)[key]
        : undefined,
    value,
  );
}
