import { bucketPolicy } from "../../components/data/bucket-policy";
import { keyPolicy } from "../../components/foundation/key-policy";
import { PLACE, PROMOTED } from "../../components/access/testing";

/*
 * One account with two teams and a third whose name begins like another's: everything that somebody
 * could ask something of, with what the request would carry.
 */

/** What a thing is, in the words of the oracle. */
export type ThingKind =
  | "artifact"
  | "artifact-listing"
  | "dataset"
  | "dataset-listing"
  | "data-key"
  | "secrets-key"
  | "deploy-secret"
  | "first-use-secret"
  | "cluster"
  | "vault"
  | "recovery-point"
  | "restore-role"
  /** Nothing of the matrix is about it. */
  | "nothing";

/** Something in AWS, as a request is made of it. */
export interface Thing {
  readonly name: string;
  readonly arn: string;
  /** Service and type of resource, as AWS's own reference calls them. */
  readonly type: `${string}:${string}`;
  readonly kind: ThingKind;
  /** Whose it is; nobody's when it is shared. */
  readonly team?: string;
  /** Does a promotion record name it? */
  readonly promoted?: true;
  readonly context?: Readonly<Record<string, string>>;
  readonly policy?: unknown;
}

export const ACCOUNT = PLACE.account;
export const OWN = "support-ml";
export const OTHER = "platform";
/** Its folder begins with the name of another team's. */
export const NEIGHBOUR = "support-ml-two";

const arn = (service: string, rest: string, region = PLACE.region) =>
  `arn:aws:${service}:${region}:${ACCOUNT}:${rest}`;
const keyOf = (id: string) => arn("kms", `key/${id}`);
const json = (text: string): unknown => JSON.parse(text);
const bucketArn = (name: string) => `arn:aws:s3:::${name}`;
const policyOf = (bucket: string) =>
  json(bucketPolicy({ bucketArn: bucketArn(bucket), kmsKeyArn: keyOf(PLACE["data-key"]) }));

const object = (bucket: string, key: string, kind: ThingKind, team?: string): Thing => ({
  name: `object ${bucket.replace(/-1a2b3c4$/, "")}/${key}`,
  arn: `${bucketArn(bucket)}/${key}`,
  type: "s3:object",
  kind,
  ...(team !== undefined && { team }),
  policy: policyOf(bucket),
});
const listing = (bucket: string, prefix: string, kind: ThingKind, team?: string): Thing => ({
  name: `listing ${bucket.replace(/-1a2b3c4$/, "")}/${prefix}`,
  arn: bucketArn(bucket),
  type: "s3:bucket",
  kind,
  ...(team !== undefined && { team }),
  context: { "s3:prefix": prefix },
  policy: policyOf(bucket),
});
const keyThing = (id: string, name: string, via: string, kind: ThingKind): Thing => ({
  name: `${name} through ${via}`,
  arn: keyOf(id),
  type: "kms:key",
  kind,
  context: { "kms:ViaService": via },
  policy: json(keyPolicy("data", { accountId: ACCOUNT, region: PLACE.region })),
});
const secret = (name: string, kind: ThingKind, tags: Readonly<Record<string, string>>): Thing => ({
  name: `secret ${name}`,
  arn: arn("secretsmanager", `secret:${name}-AbCdEf`),
  type: "secretsmanager:Secret",
  kind,
  context: Object.fromEntries(
    Object.entries(tags).map(([tag, value]) => [`aws:ResourceTag/towpath:${tag}`, value]),
  ),
});
const roleThing = (role: string, service: string, kind: ThingKind): Thing => ({
  name: `role ${role} for ${service}`,
  arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
  type: "iam:role",
  kind,
  context: { "iam:PassedToService": service },
});

const { "artifacts-bucket": artifacts, "datasets-bucket": datasets } = PLACE;
const THROUGH_S3 = `s3.${PLACE.region}.amazonaws.com`;
const THROUGH_SECRETS = `secretsmanager.${PLACE.region}.amazonaws.com`;

/** What the teams have in the two buckets. */
export const thingsOf = (teams: readonly string[]): readonly Thing[] =>
  teams.flatMap((team) => [
    object(artifacts, `mlflow/teams/${team}/runs/1/model`, "artifact", team),
    object(datasets, `teams/${team}/data.csv`, "dataset", team),
    listing(artifacts, `mlflow/teams/${team}`, "artifact-listing", team),
    listing(artifacts, `mlflow/teams/${team}/runs/1`, "artifact-listing", team),
    listing(datasets, `teams/${team}/`, "dataset-listing", team),
  ]);

/** What is there beside them, whoever the teams are. */
export const SHARED: readonly Thing[] = [
  { ...object(artifacts, `${PROMOTED}/weights`, "artifact", OWN), promoted: true },
  object(artifacts, "mlflow/experiments/1/plot.png", "artifact"),
  listing(artifacts, "mlflow/", "artifact-listing"),
  object(artifacts, "elsewhere/file", "nothing"),
  object(artifacts, `teams/${OWN}/file`, "nothing"),
  object(datasets, `mlflow/teams/${OWN}/file`, "nothing"),
  object("reports-1a2b3c4", `mlflow/teams/${OWN}/file`, "nothing"),
  object("backups-1a2b3c4", `teams/${OWN}/file`, "nothing"),
  listing(artifacts, "", "nothing"),
  listing(datasets, "teams/", "nothing"),
  listing("backups-1a2b3c4", `teams/${OWN}/`, "nothing"),
  keyThing(PLACE["data-key"], "data key", THROUGH_S3, "data-key"),
  keyThing(PLACE["data-key"], "data key", THROUGH_SECRETS, "nothing"),
  keyThing(PLACE["secrets-key"], "secrets key", THROUGH_SECRETS, "secrets-key"),
  keyThing(PLACE["secrets-key"], "secrets key", THROUGH_S3, "nothing"),
  keyThing("33333333-3333-4333-8333-333333333333", "backups key", THROUGH_S3, "nothing"),
  secret("deployed", "deploy-secret", { environment: "prod", rotation: "deploy" }),
  secret("first-use", "first-use-secret", { environment: "prod", rotation: "first-use" }),
  secret("of-staging", "nothing", { environment: "staging", rotation: "first-use" }),
  secret("of-nobody", "nothing", {}),
  {
    name: "cluster",
    arn: arn("eks", "cluster/cluster-1a2b3c4"),
    type: "eks:cluster",
    kind: "cluster",
  },
  { name: "other cluster", arn: arn("eks", "cluster/other"), type: "eks:cluster", kind: "nothing" },
  {
    name: "vault",
    arn: arn("backup", "backup-vault:vault-1a2b3c4"),
    type: "backup:backupVault",
    kind: "vault",
  },
  {
    name: "other vault",
    arn: arn("backup", "backup-vault:other"),
    type: "backup:backupVault",
    kind: "nothing",
  },
  {
    name: "recovery point",
    arn: arn("backup", "recovery-point:1a2b3c4d"),
    type: "backup:recoveryPoint",
    kind: "recovery-point",
  },
  {
    name: "snapshot of AWS Backup",
    arn: arn("rds", "snapshot:awsbackup:job-1a2b3c4d"),
    type: "backup:recoveryPoint",
    kind: "recovery-point",
  },
  {
    name: "snapshot of somebody",
    arn: arn("rds", "snapshot:by-hand"),
    type: "backup:recoveryPoint",
    kind: "nothing",
  },
  roleThing(PLACE["restore-role"], "backup.amazonaws.com", "restore-role"),
  roleThing(PLACE["restore-role"], "ec2.amazonaws.com", "nothing"),
  roleThing("anything-else", "backup.amazonaws.com", "nothing"),
];

export const THINGS: readonly Thing[] = [...thingsOf([OWN, OTHER, NEIGHBOUR]), ...SHARED];
