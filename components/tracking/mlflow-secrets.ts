import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Rotation } from "../config/rotation";
import { authConfig, AUTH_DATABASE, databaseUri, TRACKING_DATABASE } from "./database-uri";
import { GeneratedSecret } from "./generated-secret";
import { labelsOf } from "./labels";
import type { MlflowArgs } from "./mlflow-args";
import { adminEntries, tlsOf, type TrackingSite } from "./site";

/** Keys of the Secrets in the cluster. */
export const SECRET_KEYS = {
  adminPassword: "admin-password",
  authConfig: "basic_auth.ini",
  authUri: "auth-uri",
  databasePassword: "database-password",
  flaskKey: "flask-secret-key",
  readerPassword: "reader-password",
  trackingUri: "tracking-uri",
} as const;

type MlflowSecretsArgs = Pick<
  MlflowArgs,
  | "collection"
  | "database"
  | "defaultPermission"
  | "labels"
  | "namespace"
  | "secretGeneration"
  | "site"
>;

/**
 * Everything secret of tracking: generated, on AWS kept in Secrets Manager for people, and in two
 * Secrets for pods. The server's has what it needs to run, the migration's what it needs to make the user;
 * the collection of deleted runs, where there is one, has a third with the database alone.
 * Their names are generated: other content is another Secret, and so a rollout of the pods.
 */
export class MlflowSecrets extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:tracking:MlflowSecrets";

  /** Name of the server's Secret. */
  readonly server: pulumi.Output<string>;
  /** Name of the migration's Secret. */
  readonly migration: pulumi.Output<string>;
  /** Name of the collection's Secret; undefined where nothing collects. */
  readonly gc: pulumi.Output<string> | undefined;
  /** Where people read the admin's first password. */
  readonly adminPasswordAt: pulumi.Output<string>;
  /** The password of the database's user that only reads. */
  readonly readerPassword: pulumi.Output<string>;

  constructor(name: string, args: MlflowSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(MlflowSecrets.__pulumiType, name, {}, opts);
    const { database, site } = args;
    const generated = (suffix: string, description: string, rotation: Rotation = "deploy") =>
      new GeneratedSecret(
        `${name}-${suffix}`,
        { ...vaultOf(site, description, rotation), generation: args.secretGeneration ?? "1" },
        { parent: this },
      );
    // MLflow reads it at its very first start only; after that it is changed in MLflow itself.
    const admin = generated("admin", "MLflow: first password of the user admin", "first-use");
    // Sessions and CSRF tokens are signed with it: the same on every replica and after every restart.
    const flask = generated("flask", "MLflow: key that sessions are signed with");
    const user = generated("database", "MLflow: password of its PostgreSQL user");
    // Pods alone use it, and any update can make another: no vault.
    const reader = new GeneratedSecret(
      `${name}-reader`,
      { generation: args.secretGeneration ?? "1" },
      { parent: this },
    );

    const uri = (databaseName: string) =>
      pulumi.all([user.value, database.host, database.port]).apply(([password, host, port]) =>
        databaseUri(databaseName, {
          password,
          host,
          port,
          tls: tlsOf(site),
        }),
      );
    const secret = (
      suffix: "server" | "migration" | "gc",
      stringData: Record<string, pulumi.Output<string>>,
    ) =>
      new kubernetes.core.v1.Secret(
        `${name}-${suffix}`,
        {
          metadata: { namespace: args.namespace, labels: labelsOf(name, suffix, args.labels) },
          type: "Opaque",
          stringData,
        },
        { parent: this },
      ).metadata.name;

    this.server = secret("server", {
      [SECRET_KEYS.adminPassword]: admin.value,
      [SECRET_KEYS.authConfig]: uri(AUTH_DATABASE).apply((auth) =>
        authConfig(auth, args.defaultPermission ?? "NO_PERMISSIONS"),
      ),
      [SECRET_KEYS.flaskKey]: flask.value,
      [SECRET_KEYS.trackingUri]: uri(TRACKING_DATABASE),
    });
    this.migration = secret("migration", {
      [SECRET_KEYS.authUri]: uri(AUTH_DATABASE),
      [SECRET_KEYS.databasePassword]: user.value,
      [SECRET_KEYS.readerPassword]: reader.value,
      [SECRET_KEYS.trackingUri]: uri(TRACKING_DATABASE),
      ...adminEntries(site),
    });
    this.gc =
      args.collection === undefined
        ? undefined
        : secret("gc", { [SECRET_KEYS.trackingUri]: uri(TRACKING_DATABASE) });
    this.readerPassword = reader.value;
    this.adminPasswordAt =
      admin.arn ??
      pulumi.interpolate`Secret ${args.namespace}/${this.server}, entry ${SECRET_KEYS.adminPassword}`;
    this.registerOutputs({
      server: this.server,
      migration: this.migration,
      adminPasswordAt: this.adminPasswordAt,
      readerPassword: this.readerPassword,
    });
  }
}

/** Secrets Manager, where there is one. */
function vaultOf(site: TrackingSite, description: string, rotation: Rotation) {
  if (site.kind !== "aws") return {};
  const { secretsKmsKeyArn: kmsKeyArn, secretRecoveryDays: recoveryDays, tags } = site;
  // What a deployment makes and pods use, no person has to read.
  const readers = rotation === "first-use" ? site.secretReaders : [];
  return { vault: { description, kmsKeyArn, recoveryDays, rotation, readers, tags } };
}
