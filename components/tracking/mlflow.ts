import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  AUTH_DATABASE,
  CA_BUNDLE,
  READER_USER,
  TLS_OPTIONS,
  TRACKING_DATABASE,
} from "./database-uri";
import { serverIdentity } from "./identities";
import { labelsOf, selectorLabels } from "./labels";
import type { MlflowArgs, TrackingDump } from "./mlflow-args";
import { MlflowGc } from "./mlflow-gc";
import { MlflowMigration } from "./mlflow-migration";
import { MlflowSecrets, SECRET_KEYS } from "./mlflow-secrets";
import { ingressFrom } from "../workloads/network-rules";
import * as pod from "../workloads/pod-security";
import { PROBES, PYTHON_ENV } from "./pod-spec";
import * as settings from "./server-settings";
import { egressOf, siteReady, storeEnv, tlsOf } from "./site";

/**
 * MLflow 3: runs and users in PostgreSQL, artifacts in S3, behind a password. Reached inside the
 * cluster from named namespaces; what people use in front of it is not made here.
 */
export class Mlflow extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:tracking:Mlflow";

  /** `MLFLOW_TRACKING_URI` for pods of the client namespaces. */
  readonly trackingUri: pulumi.Output<string>;
  /** `s3://…`: where clients with direct access put artifacts. */
  readonly artifactRoot: pulumi.Output<string>;
  /** Where people read the admin's first password: Secrets Manager, or a Secret in the cluster. */
  readonly adminPasswordAt: pulumi.Output<string>;
  /** How its databases are backed up. */
  readonly dump: TrackingDump;

  constructor(name: string, args: MlflowArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Mlflow.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const plain = this.validate(args);
    const { namespace, database, artifacts, site } = args;
    const labels = labelsOf(name, "server", args.labels);
    const selector = selectorLabels(name, "server");

    const ca = this.certificates(name, args);
    const secrets = new MlflowSecrets(`${name}-secrets`, args, own);
    const migration = new MlflowMigration(
      `${name}-migration`,
      { ...args, ...ca, secretName: secrets.migration },
      own,
    );
    const identity = serverIdentity(
      name,
      { site, namespace, labels, prefix: plain.artifactPrefix, access: plain.access },
      own,
    );
    const network = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      {
        metadata: { namespace, labels },
        spec: {
          podSelector: { matchLabels: selector },
          policyTypes: ["Ingress", "Egress"],
          ingress: ingressFrom(args.clientNamespaces, settings.MLFLOW_PORT),
          egress: egressOf(site, database.port),
        },
      },
      own,
    );
    const artifactRoot = pulumi.interpolate`s3://${artifacts.bucketName}/${plain.artifactPrefix}`;
    const fromSecret = (variable: string, key: string) => ({
      name: variable,
      valueFrom: { secretKeyRef: { name: secrets.server, key } },
    });
    if (args.collection !== undefined && secrets.gc !== undefined) {
      const { collection, after, image } = args;
      new MlflowGc(
        `${name}-gc`,
        {
          ...{ collection, database, image, namespace, site, labels: args.labels, ...ca },
          ...{ artifactRoot, artifactPrefix: plain.artifactPrefix },
          ...{ secretName: secrets.gc, migration: migration.job },
          ...(after !== undefined && { after }),
        },
        own,
      );
    }
    const memory = `${plain.memoryMib}Mi`;
    const deployment = new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata: { namespace, labels },
        spec: {
          replicas: plain.replicas,
          revisionHistoryLimit: 3,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: identity.serviceAccountName,
              automountServiceAccountToken: false,
              // A Service called mlflow would set MLFLOW_PORT, which the server reads, to a URL.
              enableServiceLinks: false,
              securityContext: pod.POD_SECURITY,
              // Seconds: the wait before the stop, the server's own shutdown, and some to spare.
              terminationGracePeriodSeconds: 45,
              topologySpreadConstraints: pod.topologySpread(selector),
              containers: [
                {
                  name: "mlflow",
                  image: args.image,
                  command: pulumi.all([namespace, artifactRoot]).apply(([space, root]) =>
                    settings.serverCommand({
                      service: name,
                      namespace: space,
                      hostnames: plain.hostnames,
                      workers: plain.workers,
                      artifactRoot: root,
                      artifactAccess: plain.access,
                    }),
                  ),
                  workingDir: "/tmp",
                  env: [
                    ...pod.envVars({ ...settings.SERVER_ENV, ...PYTHON_ENV }),
                    ...identity.env,
                    ...storeEnv(site),
                    fromSecret("MLFLOW_AUTH_ADMIN_PASSWORD", SECRET_KEYS.adminPassword),
                    fromSecret("MLFLOW_BACKEND_STORE_URI", SECRET_KEYS.trackingUri),
                    fromSecret("MLFLOW_FLASK_SERVER_SECRET_KEY", SECRET_KEYS.flaskKey),
                  ],
                  ports: [{ name: "http", containerPort: settings.MLFLOW_PORT }],
                  ...PROBES,
                  // Until every node has heard that this pod is leaving the Service.
                  lifecycle: { preStop: { exec: { command: ["sleep", "10"] } } },
                  securityContext: pod.CONTAINER_SECURITY,
                  resources: {
                    requests: { cpu: args.cpu ?? "500m", memory, "ephemeral-storage": "512Mi" },
                    limits: { memory, "ephemeral-storage": "2Gi" },
                  },
                  volumeMounts: [
                    pod.SCRATCH_MOUNT,
                    { name: "auth", mountPath: settings.AUTH_CONFIG_FOLDER, readOnly: true },
                    ...ca.caMounts,
                  ],
                },
              ],
              volumes: [
                // Artifacts that the page shows pass through here.
                pod.scratchVolume("1Gi"),
                {
                  name: "auth",
                  secret: {
                    secretName: secrets.server,
                    items: [{ key: SECRET_KEYS.authConfig, path: SECRET_KEYS.authConfig }],
                    defaultMode: 0o440,
                  },
                },
                ...ca.caVolumes,
              ],
            },
          },
        },
      },
      {
        ...own,
        dependsOn: [
          migration.job,
          ...identity.ready,
          network,
          ...siteReady(site),
          ...(args.after ?? []),
        ],
      },
    );
    new kubernetes.policy.v1.PodDisruptionBudget(
      `${name}-disruption`,
      {
        metadata: { namespace, labels },
        // One at a time; with one replica a drain may take it, or nodes could never be replaced.
        spec: { maxUnavailable: 1, selector: { matchLabels: selector } },
      },
      own,
    );
    const service = new kubernetes.core.v1.Service(
      name,
      {
        // A fixed name: clients and the list of allowed hosts refer to it.
        metadata: { name, namespace, labels },
        spec: {
          type: "ClusterIP",
          selector,
          ports: [{ name: "http", port: settings.MLFLOW_PORT, targetPort: "http" }],
        },
      },
      // Pulumi waits for a Service's endpoints, which only the Deployment's pods can be.
      { ...own, dependsOn: [deployment] },
    );

    this.trackingUri = pulumi.interpolate`http://${service.metadata.name}.${namespace}.svc.cluster.local:${settings.MLFLOW_PORT}`;
    this.artifactRoot = artifactRoot;
    this.adminPasswordAt = secrets.adminPasswordAt;
    this.dump = {
      ...{ host: database.host, port: database.port, sslmode: TLS_OPTIONS[tlsOf(site)].sslmode },
      ...{ user: READER_USER, password: secrets.readerPassword },
      databases: { tracking: TRACKING_DATABASE, auth: AUTH_DATABASE },
      ready: [migration.job],
    };
    this.registerOutputs({
      trackingUri: this.trackingUri,
      artifactRoot: this.artifactRoot,
      adminPasswordAt: this.adminPasswordAt,
    });
  }

  /** The plain settings with their defaults. */
  private validate(args: MlflowArgs) {
    const workers = args.workers ?? settings.DEFAULT_WORKERS;
    const plain = {
      image: args.image,
      replicas: args.replicas ?? 2,
      workers,
      memoryMib: args.memoryMib ?? settings.memoryOf(workers),
      hostnames: args.hostnames ?? [],
      clientNamespaces: args.clientNamespaces,
      databaseCidrs: args.site.kind === "aws" ? args.site.databaseCidrs : null,
      artifactPrefix: args.artifacts.prefix ?? "mlflow",
      access: args.artifacts.access ?? ("direct" as const),
    };
    const problems = settings.serverProblems(plain);
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);
    return plain;
  }

  /** The certificate bundle of the database, where one was given, and how pods mount it. */
  private certificates(name: string, { site, namespace, labels }: MlflowArgs) {
    if (site.kind !== "aws" || site.caBundle === undefined) return { caMounts: [], caVolumes: [] };
    const bundle = new kubernetes.core.v1.ConfigMap(
      `${name}-database-ca`,
      {
        metadata: { namespace, labels: labelsOf(name, "server", labels) },
        data: { "bundle.pem": site.caBundle },
      },
      { parent: this },
    );
    const mountPath = CA_BUNDLE.slice(0, CA_BUNDLE.lastIndexOf("/"));
    return {
      caMounts: [{ name: "database-ca", mountPath, readOnly: true }],
      caVolumes: [{ name: "database-ca", configMap: { name: bundle.metadata.name } }],
    };
  }
}
