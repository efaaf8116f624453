import { z } from "zod";
import { isBech32 } from "../../lib/bech32";
import { cronSchedule } from "./cron";
import { awsRegion, kebabName } from "./names";

/*
 * `recovery` of a stack file: when backups and drills run inside the cluster, and where backups go.
 * What is promised by it, and for how long backups stay, recovery.ts says.
 */

/** At night in most of Europe and America, clear of RDS's own backup at 02:00 UTC. */
const BACKUP_SCHEDULE = "40 0 * * *";
/** On Sundays, clear of RDS's maintenance (03:30 to 04:30 UTC) and of AWS Backup's start at 05:30. */
const DRILL_SCHEDULE = "40 4 * * 0";

const gib = z.number().int().min(1);

const recipient = z
  .string()
  .refine(
    (text) => isBech32("age", text) && text.length === 62,
    "expected a public key of age, age1 and 58 characters, as age-keygen prints it",
  );

const shared = {
  backup_schedule: cronSchedule
    .default(BACKUP_SCHEDULE)
    .describe(`When tracking is backed up, as cron in UTC. Default: ${BACKUP_SCHEDULE}, daily.`),
  drill_schedule: cronSchedule
    .default(DRILL_SCHEDULE)
    .describe(
      `When a backup is restored and proved, as cron in UTC. Default: ${DRILL_SCHEDULE}, Sundays.`,
    ),
  recipient: recipient
    .optional()
    .describe(
      "Whom backups are encrypted to, age1…; the drill then waits for a Secret backup-identity. Default: a key that the stack makes and keeps.",
    ),
  key_generation: z
    .string()
    .regex(/^[a-z0-9-]{1,20}$/, "expected a short text, such as 2")
    .default("1")
    .describe(
      "Another value makes another key, by the next update; backups so far still want the old one. Default: 1.",
    ),
  scratch_gib: gib
    .optional()
    .describe(
      "GiB that a drill may fill: a whole backup and its database unpacked. Default: by the sizes of storage.",
    ),
};

const s3 = z
  .strictObject({
    uri: z
      .string()
      .regex(
        /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9_-]+)*$/,
        "expected s3://bucket or s3://bucket/prefix, without a slash at the end",
      )
      .describe("Bucket, and a prefix in it."),
    endpoint: z
      .url({
        protocol: /^https$/,
        error: "expected the store's address, such as https://s3.example.com",
      })
      .describe("The store's address outside of this cluster, by HTTPS."),
    region: awsRegion.describe("What its signatures name; us-east-1 for most stores but AWS's."),
    credentials_in: kebabName.describe(
      "Secret in the namespace recovery, with access-key-id and secret-access-key; people make it.",
    ),
  })
  .describe("An S3-compatible store elsewhere: it survives the cluster.");

const store = z
  .strictObject({
    gib: gib
      .optional()
      .describe(
        "GiB of a volume of its own. Default: those of database and object store together.",
      ),
    class: kebabName
      .nullable()
      .optional()
      .describe("StorageClass of that volume, best on other disks. Default: storage.class."),
    s3: s3.optional(),
  })
  .refine(
    ({ gib: size, class: name, s3: elsewhere }) =>
      elsewhere === undefined ? true : size === undefined && name === undefined,
    {
      path: ["s3"],
      message: "expected no gib and no class beside it: backups lie in one place",
    },
  )
  .prefault({})
  .describe("Where backups lie. Default: a volume of their own in the same cluster.");

/** On AWS: backups go to the bucket `backups`. */
export const awsRecoverySchema = z
  .strictObject(shared)
  .prefault({})
  .describe("Backups of tracking by Towpath, and drills that restore them.");

/** On an existing cluster. */
export const kubernetesRecoverySchema = z
  .strictObject({ ...shared, store })
  .prefault({})
  .describe("Backups of tracking by Towpath, and drills that restore them.");

export type RecoverySettings = z.output<typeof awsRecoverySchema>;
export type BackupStoreSettings = z.output<typeof kubernetesRecoverySchema>["store"];
