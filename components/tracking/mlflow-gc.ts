import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { DELETED_RUN_DAYS } from "../config/retention/table";
import * as pod from "../workloads/pod-security";
import { GC_SCRIPT } from "./gc-script";
import { collectionIdentity } from "./identities";
import { labelsOf, selectorLabels } from "./labels";
import type { CollectionArgs, MlflowArgs } from "./mlflow-args";
import { SECRET_KEYS } from "./mlflow-secrets";
import { PYTHON_ENV } from "./pod-spec";
import { egressOf, siteReady, storeEnv } from "./site";

export interface MlflowGcArgs extends Pick<
  MlflowArgs,
  "after" | "database" | "image" | "labels" | "namespace" | "site"
> {
  readonly collection: CollectionArgs;
  /** `s3://bucket/prefix`: a run whose files lie elsewhere stays. */
  readonly artifactRoot: pulumi.Input<string>;
  /** Beginning of every key of an artifact; the identity's rights end there. Plain. */
  readonly artifactPrefix: string;
  /** Name of the Secret with the database's URI. */
  readonly secretName: pulumi.Input<string>;
  /** Mounts of the database's certificate bundle; empty without one. */
  readonly caMounts: kubernetes.types.input.core.v1.VolumeMount[];
  readonly caVolumes: kubernetes.types.input.core.v1.Volume[];
  /** What has brought the schema to this image. */
  readonly migration: pulumi.Resource;
}

/** Where the records are mounted. */
const RECORDS = "/etc/towpath/records";

/** Wednesdays: away from Sunday's maintenance of RDS and the first of the month's archive. UTC. */
const SCHEDULE = "0 3 * * 3";

/**
 * Removes for good, week by week, the runs that people deleted and that nothing names (gc-script.ts). It
 * has an identity of its own, which can delete and not read, and a Secret with the database alone. What
 * it removes from the store stays there as an older version, for the days that the store keeps those.
 */
export class MlflowGc extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:tracking:MlflowGc";

  /** The CronJob's name, fixed: `kubectl create job --from=cronjob/…` runs it now. */
  readonly cronJobName: pulumi.Output<string>;

  /** @throws ResourceError without records: what is promoted would not be known */
  constructor(name: string, args: MlflowGcArgs, opts?: pulumi.ComponentResourceOptions) {
    super(MlflowGc.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { collection, database, namespace, site } = args;
    const services = Object.keys(collection.records).sort();
    if (services.length === 0) {
      throw new pulumi.ResourceError(
        "collection.records: none; without the records of services nothing may be removed",
        this,
        true,
      );
    }
    const labels = labelsOf(name, "gc", args.labels);
    const identity = collectionIdentity(
      name,
      { site, namespace, labels, prefix: args.artifactPrefix, collection },
      own,
    );
    const network = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      {
        metadata: { namespace, labels },
        spec: {
          podSelector: { matchLabels: selectorLabels(name, "gc") },
          policyTypes: ["Ingress", "Egress"],
          egress: egressOf(site, database.port),
        },
      },
      own,
    );
    const records = new kubernetes.core.v1.ConfigMap(
      `${name}-records`,
      {
        metadata: { namespace, labels },
        data: Object.fromEntries(
          services.map((service) => [`${service}.yaml`, collection.records[service] ?? ""]),
        ),
      },
      own,
    );
    const container: kubernetes.types.input.core.v1.Container = {
      name: "gc",
      image: args.image,
      command: ["python", "-c", GC_SCRIPT],
      workingDir: "/tmp",
      env: [
        ...pod.envVars({
          ...PYTHON_ENV,
          DO_NOT_TRACK: "true",
          MLFLOW_DISABLE_TELEMETRY: "true",
          OLDER_THAN_DAYS: String(collection.olderThanDays ?? DELETED_RUN_DAYS),
          RECORDS,
          SERVICES: services.join(","),
        }),
        { name: "ARTIFACT_ROOT", value: args.artifactRoot },
        ...identity.env,
        ...storeEnv(site),
        {
          name: "MLFLOW_BACKEND_STORE_URI",
          valueFrom: { secretKeyRef: { name: args.secretName, key: SECRET_KEYS.trackingUri } },
        },
      ],
      securityContext: pod.CONTAINER_SECURITY,
      resources: {
        requests: { cpu: "250m", memory: "1024Mi", "ephemeral-storage": "256Mi" },
        limits: { memory: "1024Mi", "ephemeral-storage": "512Mi" },
      },
      volumeMounts: [
        pod.SCRATCH_MOUNT,
        { name: "records", mountPath: RECORDS, readOnly: true },
        ...args.caMounts,
      ],
    };
    const cronJob = new kubernetes.batch.v1.CronJob(
      name,
      {
        metadata: { name, namespace, labels },
        spec: {
          schedule: SCHEDULE,
          timeZone: "Etc/UTC",
          // Two would race for the same runs.
          concurrencyPolicy: "Forbid",
          startingDeadlineSeconds: 3600,
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 3,
          jobTemplate: {
            metadata: { labels },
            spec: {
              // A refusal is read by a person; what failed today is tried again next week.
              backoffLimit: 0,
              activeDeadlineSeconds: 3600,
              template: {
                metadata: { labels },
                spec: {
                  serviceAccountName: identity.serviceAccountName,
                  automountServiceAccountToken: false,
                  enableServiceLinks: false,
                  restartPolicy: "Never",
                  securityContext: pod.POD_SECURITY,
                  containers: [container],
                  volumes: [
                    pod.scratchVolume("256Mi"),
                    { name: "records", configMap: { name: records.metadata.name } },
                    ...args.caVolumes,
                  ],
                },
              },
            },
          },
        },
      },
      {
        ...own,
        dependsOn: [
          args.migration,
          ...identity.ready,
          network,
          ...siteReady(site),
          ...(args.after ?? []),
        ],
      },
    );
    this.cronJobName = cronJob.metadata.name;
    this.registerOutputs({ cronJobName: this.cronJobName });
  }
}
