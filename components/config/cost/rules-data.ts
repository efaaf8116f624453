import { type CostRule, type Finding, notKnown } from "./finding";
import { always, times } from "./range";
import { amount, at, lengthOf, text } from "./resource";

/** The engine whose prices the table has. */
const ENGINE = "postgres";

/** The storage that RDS takes for an instance that names none is the engine's; the table has gp3. */
export const databaseInstance: CostRule = (database) => {
  const engine = text(database.inputs, "engine");
  if (engine === undefined) return [notKnown("database", "engine")];
  if (engine !== ENGINE) {
    return [{ kind: "unpriced", what: `database ${engine}`, reason: `only ${ENGINE} is priced` }];
  }
  const multiAz = at(database.inputs, "multiAz") ?? false;
  if (typeof multiAz !== "boolean") return [notKnown("database", "multiAz")];
  // Instance and storage of the standby are billed as the first ones are.
  const copies = multiAz ? 2 : 1;
  const standby = multiAz ? ", with standby" : "";
  const kind = text(database.inputs, "instanceClass");
  return [
    kind === undefined
      ? notKnown("database", "instanceClass")
      : {
          kind: "fixed",
          what: `database ${kind}${standby}`,
          services: [`rds/${kind}`],
          unit: "hour",
          quantity: always(copies),
        },
    storage(database.inputs, copies, standby),
    ...managedPassword(database.inputs),
    {
      kind: "usage",
      what: "backups beyond the database's own size",
      service: "rds/backup",
      unit: "gb-month",
    },
    ...(amount(database.inputs, "monitoringInterval") === 0 ||
    at(database.inputs, "monitoringInterval") === undefined
      ? []
      : [{ kind: "usage", what: "logs of RDS's enhanced monitoring" } as const]),
  ];
};

/** From what is allocated to what it may grow to by itself. */
function storage(
  inputs: Readonly<Record<string, unknown>>,
  copies: number,
  standby: string,
): Finding {
  const size = amount(inputs, "allocatedStorage");
  if (size === undefined) return notKnown("database storage", "allocatedStorage");
  const type = text(inputs, "storageType");
  if (type === undefined) return notKnown("database storage", "storageType");
  const limit = at(inputs, "maxAllocatedStorage") ?? size;
  if (typeof limit !== "number") return notKnown("database storage", "maxAllocatedStorage");
  return {
    kind: "fixed",
    what: `database storage ${type}${standby}`,
    services: [`rds/${type}`],
    unit: "gb-month",
    quantity: times({ min: size, max: Math.max(size, limit) }, copies),
  };
}

/**
 * The secret that RDS makes for the master user is billed as any other:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html
 */
function managedPassword(inputs: Readonly<Record<string, unknown>>): readonly Finding[] {
  return at(inputs, "manageMasterUserPassword") === true
    ? [oneSecret("secret of the database", 1)]
    : [];
}

function oneSecret(what: string, count: number): Finding {
  return {
    kind: "fixed",
    what,
    services: ["secrets-manager/secret"],
    unit: "month",
    quantity: always(count),
  };
}

/** By the month, once more for each region that it is copied to. */
export const secret: CostRule = (one) => {
  if (at(one.inputs, "replicas") === undefined) return [oneSecret("secret", 1)];
  const replicas = lengthOf(one.inputs, "replicas");
  return [
    replicas === undefined ? notKnown("secret", "replicas") : oneSecret("secret", 1 + replicas),
  ];
};

/** By the month. What each rotation adds comes later, and is not in it. */
export const encryptionKey: CostRule = (key) => [
  {
    kind: "fixed",
    what: "encryption key",
    services: ["kms/key"],
    unit: "month",
    quantity: always(1),
  },
  ...(at(key.inputs, "enableKeyRotation") === true
    ? [{ kind: "usage", what: "rotated versions of encryption keys" } as const]
    : []),
  { kind: "usage", what: "requests to encryption keys" },
];

export const bucket: CostRule = () => [
  { kind: "usage", what: "S3 storage", service: "s3/standard", unit: "gb-month" },
  { kind: "usage", what: "S3 requests" },
];

export const bucketReplication: CostRule = () => [
  { kind: "usage", what: "S3 copies to a second region: storage, transfer, requests" },
];

/** What a plan stores depends on the data and its changes: nothing that a plan of resources tells. */
export const backupPlan: CostRule = () => [
  { kind: "usage", what: "AWS Backup: backups stored, and copied to a second region" },
];

export const restoreTestingPlan: CostRule = () => [
  { kind: "usage", what: "restore tests: what is restored, while it is there" },
];

/** The reports themselves; AWS Backup's own price for making them is read from nowhere yet. */
export const backupReports: CostRule = () => [
  { kind: "usage", what: "AWS Backup: reports of jobs, and their objects in S3" },
];

export const registry: CostRule = () => [
  { kind: "usage", what: "ECR storage", service: "ecr/storage", unit: "gb-month" },
];

export const logGroup: CostRule = () => [
  {
    kind: "usage",
    what: "CloudWatch log ingestion",
    service: "cloudwatch/logs-ingestion",
    unit: "gb",
  },
  {
    kind: "usage",
    what: "CloudWatch log storage",
    service: "cloudwatch/logs-storage",
    unit: "gb-month",
  },
];
