import { tagsOf } from "../../../components/config/tags";
import { UNKNOWN } from "../../../apps/cli/preview/wire";
import { add, beside, type Mutation, set, unset } from "../mutation";

const tags = tagsOf({ environment: "prod", owner: "platform", service: "platform" });

/** Made up here from parts, so that no scanner takes this file for a leak. */
const ACCESS_KEY = ["AKIA", "IOSFODNN7EXAMPLE"].join("");
const ADDRESS = ["postgresql://mlflow:hunter2", "hunter2@db.internal:5432/mlflow"].join("");

/** A KMS statement that lets everybody use a key. */
const EVERYBODY = {
  Sid: "Everybody",
  Effect: "Allow",
  Principal: "*",
  Action: "kms:Decrypt",
  Resource: "*",
};

/** Mistakes in keys and secrets. */
export const KEYS_AND_SECRETS: readonly Mutation[] = [
  {
    name: "MLflow's administrator has a password in plain text",
    at: "Deployment mlflow",
    policy: "keys-and-secrets-env-values",
    change: set("spec.template.spec.containers.0.env.15", {
      name: "MLFLOW_AUTH_ADMIN_PASSWORD",
      value: "correct-horse",
    }),
  },
  {
    name: "a job gets the database's password as a value, known to Pulumi alone",
    at: "Job mlflow-migration-*",
    policy: "keys-and-secrets-env-values",
    change: add("spec.template.spec.initContainers.0.env", {
      name: "MASTER_PASSWORD",
      value: UNKNOWN,
    }),
  },
  {
    name: "an access key lies in a launch template's script",
    at: "LaunchTemplate nodes-system-template",
    policy: "keys-and-secrets-literals",
    change: set("userData", Buffer.from(`export KEY=${ACCESS_KEY}\n`).toString("base64")),
  },
  {
    name: "an address with its password lies in a ConfigMap",
    at: "ConfigMap bundle-fetch-*",
    policy: "keys-and-secrets-literals",
    change: set(["data", "settings.yaml"], `database: ${ADDRESS}\n`),
  },
  {
    name: "a Secret's text is written into the program",
    at: "core/v1:Secret mlflow-secrets-server",
    policy: "keys-and-secrets-literals",
    change: set("stringData", { "admin-password": "correct-horse" }),
  },
  {
    name: "a token lies in a parameter in plain text",
    at: "secretsmanager/secret:Secret mlflow-secrets-admin",
    policy: "keys-and-secrets-parameters",
    change: beside(
      "aws:ssm/parameter:Parameter",
      "tracker-token",
      { type: "String", value: UNKNOWN, tags },
      {},
    ),
  },
  {
    name: "a parameter's password is encrypted with AWS's own key",
    at: "secretsmanager/secret:Secret mlflow-secrets-admin",
    policy: "keys-and-secrets-parameters",
    change: beside("aws:ssm/parameter:Parameter", "tracker-password", {
      type: "SecureString",
      value: UNKNOWN,
      tags,
    }),
  },
  {
    name: "the data key's policy lets everybody decrypt",
    at: "EncryptionKey keys-data",
    policy: "keys-and-secrets-key-policy",
    change: add("policy.Statement", EVERYBODY),
  },
  {
    name: "a replica's policy names everybody but one account",
    at: "kms/key:Key buckets-replica-key",
    policy: "keys-and-secrets-key-policy",
    change: set("policy", {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          NotPrincipal: { AWS: "arn:aws:iam::444455556666:root" },
          Action: "kms:Decrypt",
          Resource: "*",
        },
      ],
    }),
  },
  {
    name: "the key of the data is never rotated",
    at: "kms/key:Key keys-data",
    policy: "keys-and-secrets-key-rotation",
    change: set("enableKeyRotation", false),
  },
  {
    name: "the key of the backups is rotated every seven years",
    at: "kms/key:Key keys-backups",
    policy: "keys-and-secrets-key-rotation",
    change: set("rotationPeriodInDays", 2555),
  },
  {
    name: "a deleted key of the data is gone after a week",
    at: "kms/key:Key keys-data",
    policy: "keys-and-secrets-key-deletion-window",
    change: set("deletionWindowInDays", 7),
  },
  {
    name: "staging's key of the backups is gone after ten days",
    at: "kms/key:Key keys-backups",
    environment: "staging",
    policy: "keys-and-secrets-key-deletion-window",
    change: set("deletionWindowInDays", 10),
  },
  {
    name: "a secret is encrypted with the key that AWS made",
    at: "secretsmanager/secret:Secret mlflow-secrets-database",
    policy: "keys-and-secrets-secret-key",
    change: unset("kmsKeyId"),
  },
  {
    name: "a secret's copy in another region has AWS's key",
    at: "secretsmanager/secret:Secret mlflow-secrets-admin",
    policy: "keys-and-secrets-secret-key",
    change: set("replicas", [{ region: "us-west-2" }]),
  },
  {
    name: "a deleted secret is gone at once",
    at: "secretsmanager/secret:Secret mlflow-secrets-flask",
    policy: "keys-and-secrets-secret-recovery",
    change: set("recoveryWindowInDays", 0),
  },
  {
    name: "a secret may be made public",
    at: "secretsmanager/secretPolicy:SecretPolicy mlflow-secrets-admin-policy",
    policy: "keys-and-secrets-secret-policy",
    change: set("blockPublicPolicy", false),
  },
  {
    name: "a secret's policy refuses nobody",
    at: "secretsmanager/secretPolicy:SecretPolicy mlflow-secrets-flask-policy",
    policy: "keys-and-secrets-secret-policy",
    change: set("policy", JSON.stringify({ Version: "2012-10-17", Statement: [] })),
  },
  {
    name: "a secret does not say how it is rotated",
    at: "secretsmanager/secret:Secret mlflow-secrets-flask",
    policy: "keys-and-secrets-rotation",
    change: unset(["tags", "towpath:rotation"]),
  },
  {
    name: "a secret is rotated in a way that nobody knows",
    at: "secretsmanager/secret:Secret mlflow-secrets-database",
    policy: "keys-and-secrets-rotation",
    change: set(["tags", "towpath:rotation"], "sometimes"),
  },
  {
    name: "the database's password is rotated once a year",
    at: "SecretRotation database-password-rotation",
    policy: "keys-and-secrets-rotation",
    change: set("rotationRules.automaticallyAfterDays", 365),
  },
  {
    name: "the rotation of the database's password is switched off",
    at: "SecretRotation database-password-rotation",
    policy: "keys-and-secrets-rotation",
    change: set("rotationEnabled", false),
  },
  {
    name: "MLflow gets a password as an argument",
    at: "Deployment mlflow",
    policy: "keys-and-secrets-arguments",
    change: set("spec.template.spec.containers.0.args", ["--password=hunter2"]),
  },
  {
    name: "the migration sets the database's password in a script",
    at: "Job mlflow-migration-*",
    policy: "keys-and-secrets-arguments",
    change: set("spec.template.spec.containers.0.command", [
      "sh",
      "-c",
      "PGPASSWORD=hunter2 mlflow db upgrade",
    ]),
  },
  {
    name: "settings in a ConfigMap name a password",
    at: "ConfigMap bundle-fetch-*",
    policy: "keys-and-secrets-config-maps",
    change: set(["data", "settings.yaml"], "user: app\npassword: hunter2\n"),
  },
  {
    name: "a file of properties in a ConfigMap has a token",
    at: "ConfigMap bundle-fetch-*",
    policy: "keys-and-secrets-config-maps",
    change: set(["data", "client.properties"], "api.token=hunter2\n"),
  },
];
