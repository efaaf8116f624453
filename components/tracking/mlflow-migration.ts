import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { sha256 } from "../../lib/digest";
import { BOOTSTRAP_SCRIPT } from "./bootstrap-script";
import {
  AUTH_DATABASE,
  DATABASE_USER,
  READER_USER,
  TLS_OPTIONS,
  TRACKING_DATABASE,
} from "./database-uri";
import { migrationIdentity } from "./identities";
import { labelsOf, selectorLabels } from "./labels";
import type { MlflowArgs } from "./mlflow-args";
import { SECRET_KEYS } from "./mlflow-secrets";
import * as pod from "../workloads/pod-security";
import { PYTHON_ENV } from "./pod-spec";
import { adminEnv, egressOf, siteReady, tlsOf } from "./site";

export interface MlflowMigrationArgs extends Pick<
  MlflowArgs,
  "after" | "database" | "image" | "labels" | "namespace" | "secretGeneration" | "site"
> {
  /** Name of the Secret with the user's password and the databases' URIs. */
  readonly secretName: pulumi.Input<string>;
  /** Mounts of the database's certificate bundle; empty without one. */
  readonly caMounts: kubernetes.types.input.core.v1.VolumeMount[];
  readonly caVolumes: kubernetes.types.input.core.v1.Volume[];
}

const PYTHON = "python";

/**
 * Brings the schema to what an image expects, before pods of that image start. Its name carries a
 * hash of what it does, so that another image is another Job and the same one runs once. Schema
 * changes of MLflow go one way: a restored database is the way back, at RDS to a point in time.
 *
 * It has an identity and a Secret of its own: it alone reads the first user's password, and the server
 * never can.
 */
export class MlflowMigration extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:tracking:MlflowMigration";

  /** The Job; Pulumi waits until it is complete. */
  readonly job: kubernetes.batch.v1.Job;

  constructor(name: string, args: MlflowMigrationArgs, opts?: pulumi.ComponentResourceOptions) {
    super(MlflowMigration.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { database, image, namespace, site } = args;
    const labels = labelsOf(name, "migration", args.labels);

    const identity = migrationIdentity(name, { site, namespace, labels }, own);
    const network = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      {
        metadata: { namespace, labels },
        spec: {
          podSelector: { matchLabels: selectorLabels(name, "migration") },
          policyTypes: ["Ingress", "Egress"],
          egress: egressOf(site, database.port),
        },
      },
      own,
    );
    const fromSecret = (variable: string, key: string) => ({
      name: variable,
      valueFrom: { secretKeyRef: { name: args.secretName, key } },
    });
    const tls: { sslmode: string; sslrootcert?: string } = TLS_OPTIONS[tlsOf(site)];
    const container = (
      step: string,
      command: string[],
      env: kubernetes.types.input.core.v1.EnvVar[],
    ): kubernetes.types.input.core.v1.Container => ({
      name: step,
      image,
      command,
      env: [...pod.envVars(PYTHON_ENV), ...env],
      workingDir: "/tmp",
      securityContext: pod.CONTAINER_SECURITY,
      resources: {
        requests: { cpu: "250m", memory: "1024Mi", "ephemeral-storage": "256Mi" },
        limits: { memory: "1024Mi", "ephemeral-storage": "512Mi" },
      },
      volumeMounts: [pod.SCRATCH_MOUNT, ...args.caMounts],
    });
    const does = { image, BOOTSTRAP_SCRIPT, tls, generation: args.secretGeneration ?? "1" };
    this.job = new kubernetes.batch.v1.Job(
      `${name}-${sha256(JSON.stringify(does)).slice(0, 10)}`,
      {
        metadata: { namespace, labels },
        spec: {
          backoffLimit: 3,
          // Seconds. Long: a large migration rewrites tables.
          activeDeadlineSeconds: 3600,
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: identity.serviceAccountName,
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              restartPolicy: "Never",
              securityContext: pod.POD_SECURITY,
              initContainers: [
                container(
                  "bootstrap",
                  [PYTHON, "-c", BOOTSTRAP_SCRIPT],
                  [
                    ...identity.env,
                    { name: "DATABASE_HOST", value: database.host },
                    { name: "DATABASE_NAMES", value: `${TRACKING_DATABASE},${AUTH_DATABASE}` },
                    fromSecret("DATABASE_PASSWORD", SECRET_KEYS.databasePassword),
                    { name: "DATABASE_PORT", value: pulumi.output(database.port).apply(String) },
                    { name: "DATABASE_SSLMODE", value: tls.sslmode },
                    { name: "DATABASE_SSLROOTCERT", value: tls.sslrootcert ?? "" },
                    { name: "DATABASE_USER", value: DATABASE_USER },
                    fromSecret("READER_PASSWORD", SECRET_KEYS.readerPassword),
                    { name: "READER_USER", value: READER_USER },
                    ...adminEnv(site, args.secretName),
                  ],
                ),
                container(
                  "users",
                  // mlflow/server/auth/db/cli.py (3.17.0)
                  [PYTHON, "-m", "mlflow.server.auth", "db", "upgrade", "--url", "$(URI)"],
                  [fromSecret("URI", SECRET_KEYS.authUri)],
                ),
              ],
              containers: [
                container(
                  "runs",
                  ["mlflow", "db", "upgrade", "$(URI)"],
                  [fromSecret("URI", SECRET_KEYS.trackingUri)],
                ),
              ],
              volumes: [pod.scratchVolume("256Mi"), ...args.caVolumes],
            },
          },
        },
      },
      {
        ...own,
        dependsOn: [...identity.ready, network, ...siteReady(site), ...(args.after ?? [])],
      },
    );
    this.registerOutputs({});
  }
}
