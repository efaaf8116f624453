import { readFileSync } from "node:fs";
import * as z from "zod";
import { InputError, messageOf } from "../../../lib/errors";

/** What a pod of recovery does. */
export type RecoveryCommand = "backup" | "restore" | "prove";

/** A variable that is set but empty is one that is not set. */
const optional = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());

const folder = z.string().startsWith("/");
const s3Folder = z.string().regex(/^s3:\/\/[^/]+(\/[^/]+)*$/, "expected s3://<bucket>/<prefix>");
const folderOrS3 = z.union(
  [folder, s3Folder],
  "expected an absolute folder or s3://<bucket>/<prefix>",
);

/**
 * What all three are told. Credentials are not here: lib/object-store reads them where they are used,
 * those of the backups' store by {@link storeEnv}.
 */
const shared = z.object({
  /** The environment whose data it is. */
  ENVIRONMENT: z.string().min(1),
  /** Where the containers of the pod hand each other what they made. @default /work */
  WORK: optional(folder),
});

const backupSchema = shared.extend({
  BACKUP_STORE: folderOrS3,
  /** The public key that backups are encrypted to, or a file with it. */
  BACKUP_RECIPIENT: optional(z.string()),
  BACKUP_RECIPIENT_FILE: optional(folder),
  /** Where artifacts lie. */
  ARTIFACT_ROOT: s3Folder,
  /** The folder of the services' YAML files, with their promotion records. */
  RECORDS: folder,
  /** Where reports of drills lie. */
  REPORTS: folderOrS3,
  /** What made the data: for the manifest. */
  TOWPATH_COMMIT: optional(z.string()),
  MLFLOW_VERSION: optional(z.string()),
  /** Of CloudWatch; unset: no metrics are sent. */
  CLOUDWATCH_NAMESPACE: optional(z.string()),
});

const restoreSchema = shared.extend({
  BACKUP_STORE: folderOrS3,
  /** The file with the private key, as age-keygen writes it. */
  IDENTITY_FILE: folder,
  /** The moment to go back to, RFC 3339. @default now */
  AT: optional(z.iso.datetime({ offset: true })),
});

const proveSchema = shared.extend({
  /** MLflow on the restored database. */
  MLFLOW_TRACKING_URI: z.url({ protocol: /^https?$/ }),
  /** Where the artifacts lay that were restored. */
  ARTIFACT_ROOT: s3Folder,
  /** The bundled inference server. @default /app/inference.js */
  INFERENCE: optional(folder),
  REPORTS: folderOrS3,
  /** Who runs the drill, for its report. */
  RUN_BY: z.string().min(1),
  CLOUDWATCH_NAMESPACE: optional(z.string()),
  /** The private key that reports are signed with. @default none, nobody vouches for them */
  SIGNING_KEY_FILE: optional(z.string().startsWith("/")),
  /** The role of RUN_BY in `signers` of stacks/access.yaml; with SIGNING_KEY_FILE, and only there. */
  SIGNING_ROLE: optional(z.string()),
});

export type BackupSettings = ReturnType<typeof readBackupSettings>;
export type RestoreSettings = ReturnType<typeof readRestoreSettings>;
export type ProveSettings = ReturnType<typeof readProveSettings>;

/** Settings of `backup`. @throws InputError naming every variable that is missing or wrong */
export function readBackupSettings(env: NodeJS.ProcessEnv) {
  const found = read(backupSchema, env);
  return {
    environment: found.ENVIRONMENT,
    work: found.WORK ?? "/work",
    store: found.BACKUP_STORE,
    recipient: recipientOf(found.BACKUP_RECIPIENT, found.BACKUP_RECIPIENT_FILE),
    artifactRoot: found.ARTIFACT_ROOT,
    records: found.RECORDS,
    reports: found.REPORTS,
    tools: {
      node: process.versions.node,
      ...(found.TOWPATH_COMMIT === undefined ? {} : { towpath: found.TOWPATH_COMMIT }),
      ...(found.MLFLOW_VERSION === undefined ? {} : { mlflow: found.MLFLOW_VERSION }),
    },
    metrics: found.CLOUDWATCH_NAMESPACE,
  };
}

/** Settings of `restore`. @throws InputError naming every variable that is missing or wrong */
export function readRestoreSettings(env: NodeJS.ProcessEnv) {
  const found = read(restoreSchema, env);
  return {
    environment: found.ENVIRONMENT,
    work: found.WORK ?? "/work",
    store: found.BACKUP_STORE,
    identityFile: found.IDENTITY_FILE,
    at: found.AT === undefined ? undefined : new Date(found.AT),
  };
}

/** Settings of `prove`. @throws InputError naming every variable that is missing or wrong */
export function readProveSettings(env: NodeJS.ProcessEnv) {
  const found = read(proveSchema, env);
  return {
    environment: found.ENVIRONMENT,
    work: found.WORK ?? "/work",
    trackingUri: found.MLFLOW_TRACKING_URI,
    artifactRoot: found.ARTIFACT_ROOT,
    inference: found.INFERENCE ?? "/app/inference.js",
    reports: found.REPORTS,
    runBy: found.RUN_BY,
    metrics: found.CLOUDWATCH_NAMESPACE,
    signing: signingOf(found),
  };
}

function signingOf(found: {
  readonly SIGNING_KEY_FILE?: string | undefined;
  readonly SIGNING_ROLE?: string | undefined;
}): { readonly file: string; readonly role: string } | undefined {
  const { SIGNING_KEY_FILE: file, SIGNING_ROLE: role } = found;
  if (file === undefined && role === undefined) return undefined;
  if (file !== undefined && role !== undefined) return { file, role };
  throw new InputError(
    "SIGNING_KEY_FILE and SIGNING_ROLE: found one of them; expected both or none",
  );
}

/** What may differ between the store of the backups and the store of the artifacts. */
const STORE_VARIABLES = [
  ...["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
  ...["AWS_REGION", "AWS_ENDPOINT_URL_S3"],
] as const;

/**
 * The environment of the backups' store: `BACKUP_AWS_REGION` in place of `AWS_REGION`, and so on;
 * what is not set is that of the artifacts. A store of AWS itself beside artifacts in another one is
 * named by its address, `https://s3.<region>.amazonaws.com`.
 */
export function storeEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = STORE_VARIABLES.flatMap((name) => {
    const value = env[`BACKUP_${name}`] ?? "";
    return value === "" ? [] : [[name, value] as const];
  });
  const result = { ...env };
  // A token belongs to the key that it came with.
  if (own.some(([name]) => name === "AWS_ACCESS_KEY_ID")) delete result.AWS_SESSION_TOKEN;
  return { ...result, ...Object.fromEntries(own) };
}

function recipientOf(given: string | undefined, file: string | undefined): string {
  if ((given === undefined) === (file === undefined)) {
    throw new InputError(
      "BACKUP_RECIPIENT and BACKUP_RECIPIENT_FILE: expected one of them, and not both",
    );
  }
  const recipient = (given ?? fileText(file ?? "")).trim();
  if (/^age1[a-z0-9]+$/.test(recipient)) return recipient;
  // Never what was found: by mistake it may be the private key.
  throw new InputError("BACKUP_RECIPIENT: expected a public key of age, age1…");
}

function fileText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`BACKUP_RECIPIENT_FILE: ${file}: cannot be read: ${messageOf(error)}`);
  }
}

function read<S extends z.ZodType>(schema: S, env: NodeJS.ProcessEnv): z.output<S> {
  const parsed = schema.safeParse(env);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => {
    const name = String(issue.path[0]);
    // The address of a store or a server may hold a password.
    const found = (env[name] ?? "") === "" ? "missing" : "not usable";
    return `${name}: ${found}; ${issue.message}`;
  });
  throw new InputError(lines.join("\n"), {
    hint: "The platform sets these variables; docs/recovery-in-a-cluster.md lists them.",
  });
}
