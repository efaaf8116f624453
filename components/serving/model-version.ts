import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ServiceResources } from "../config/service-running";
import { DIGEST_DIGITS } from "../workloads/bundle";
import type { WorkloadIdentity } from "../workloads/identity";
import { autoscalerSpec, replicaRange } from "./autoscaling";
import { podSpec } from "./pod-spec";
import { SERVICE_PORT } from "./server-settings";
import type { ServingSite } from "./site";
import { type RunningVersion, versionLabel } from "./versions";

export interface ModelVersionArgs {
  /** The service's name. */
  readonly service: string;
  readonly running: RunningVersion;
  readonly resources: ServiceResources;
  readonly site: ServingSite;
  readonly identity: WorkloadIdentity;
  /** The ConfigMap of a committed baseline. @default none: the artifact is fetched */
  readonly baseline?: pulumi.Input<string>;
  /** Where its language model is. @default none: it answers by itself */
  readonly upstreamUrl?: string;
  /** The Secret with the keys file. */
  readonly keysSecret: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** What its pods wait for beyond the site's own. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * One version of a served model: its pods, how many they are, and the address that the gateway's
 * weights refer to. Everything is named by the artifact's digest, so two versions never mix.
 */
export class ModelVersion extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:serving:ModelVersion";

  /** What a route waits for: pods that are ready, and their address. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: ModelVersionArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ModelVersion.__pulumiType, name, {}, opts);
    const { identity, resources, running, site } = args;
    const { artifact, model_version: modelVersion } = running.version;
    const { namespace } = site;
    const own = { parent: this };
    const selector = versionSelector(args.service, running);
    const labels = {
      ...args.labels,
      ...selector,
      "app.kubernetes.io/version": versionLabel(modelVersion),
    };
    const annotations = {
      "towpath.dev/artifact-sha256": artifact.sha256,
      "towpath.dev/model-version": modelVersion,
    };
    const metadata = { name, namespace, labels, annotations };
    const range = replicaRange(resources.replicas, site.leastReplicas);
    const deployment = new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata: { ...metadata, labels: { ...labels, "towpath.dev/role": running.role } },
        spec: {
          replicas: range.min,
          // A version that does not come up fails the update instead of waiting for somebody.
          progressDeadlineSeconds: 300,
          revisionHistoryLimit: 2,
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
          selector: { matchLabels: selector },
          template: {
            metadata: {
              labels,
              annotations: {
                ...annotations,
                // What Prometheus' common pod discovery looks for.
                "prometheus.io/scrape": "true",
                "prometheus.io/port": "8080",
                "prometheus.io/path": "/metrics",
              },
            },
            spec: podSpec({
              environment: site.environment,
              version: running.version,
              resources,
              nodeImage: site.nodeImage,
              bundles: site.bundles,
              identity,
              baseline: args.baseline,
              keysSecret: args.keysSecret,
              selector,
              upstreamUrl: args.upstreamUrl,
            }),
          },
        },
      },
      {
        ...own,
        dependsOn: [...identity.ready, ...site.after, ...args.after],
        // Set once, so that a version comes up at its full size; from then on the autoscaler's.
        ignoreChanges: ["spec.replicas"],
      },
    );
    new kubernetes.autoscaling.v2.HorizontalPodAutoscaler(
      name,
      { metadata, spec: autoscalerSpec(name, range, site.customMetrics) },
      { ...own, dependsOn: [deployment] },
    );
    new kubernetes.policy.v1.PodDisruptionBudget(
      name,
      { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
      own,
    );
    const service = new kubernetes.core.v1.Service(
      name,
      {
        metadata,
        spec: {
          type: "ClusterIP",
          selector,
          ports: [{ name: "http", port: SERVICE_PORT, targetPort: "http", protocol: "TCP" }],
        },
      },
      { ...own, dependsOn: [deployment] },
    );
    this.ready = [deployment, service];
    this.registerOutputs({});
  }
}

/** What selects a version's pods: never changes, because a Deployment's selector cannot. */
const versionSelector = (service: string, { version }: RunningVersion) => ({
  ...serviceSelector(service),
  "towpath.dev/artifact": version.artifact.sha256.slice(0, DIGEST_DIGITS),
});

/** What selects all pods of a service, whatever their version. */
export const serviceSelector = (service: string) => ({
  "app.kubernetes.io/name": service,
  "app.kubernetes.io/component": "server",
});
