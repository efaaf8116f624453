import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { VllmSettings } from "../config/vllm";
import { DIGEST_DIGITS } from "../workloads/bundle";
import type { WorkloadIdentity } from "../workloads/identity";
import { vllmRules } from "./network-rules";
import type { ServingSite } from "./site";
import { vllmPodSpec } from "./vllm-pod";
import { ROLLOUT_MINUTES, VLLM_PORT } from "./vllm-settings";

/** A language model of a service: what it is, and the image that runs it. */
export interface LanguageModel {
  readonly settings: VllmSettings;
  /** By digest where one is known. */
  readonly image: string;
}

export interface VllmServerArgs extends LanguageModel {
  /** The service's name. */
  readonly service: string;
  /** What selects the pods that may ask it. */
  readonly askedBy: Readonly<Record<string, string>>;
  readonly site: ServingSite;
  /** May read the weights. */
  readonly identity: WorkloadIdentity;
  readonly labels: Readonly<Record<string, string>>;
}

/** The name of its Deployment and its Service. */
export const vllmName = (service: string) => `${service}-vllm`;

/**
 * The address that a service's pods ask, in their own namespace. No TLS and no key: the network policy
 * lets in the service's own pods alone.
 */
export const vllmUrl = (service: string) => `http://${vllmName(service)}:${VLLM_PORT}`;

/** What selects the pods of a service's language model; never the ones in front of it. */
export const vllmSelector = (service: string) => ({
  "app.kubernetes.io/name": service,
  "app.kubernetes.io/component": "vllm",
});

/**
 * The language model behind a service: vLLM on GPUs, asked by the service's own pods and by nobody
 * else. One for both versions of the record: they differ in what they ask, not in who answers.
 */
export class VllmServer extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:serving:VllmServer";

  /** What the pods in front wait for: a model that answers, and its address. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: VllmServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(VllmServer.__pulumiType, name, {}, opts);
    const { identity, service, settings, site } = args;
    const { namespace } = site;
    const { weights } = settings;
    const own = { parent: this };
    const selector = vllmSelector(service);
    const labels = {
      ...args.labels,
      ...selector,
      "app.kubernetes.io/version": weights.sha256.slice(0, DIGEST_DIGITS),
    };
    const annotations = { "towpath.dev/weights-sha256": weights.sha256 };
    const metadata = { name, namespace, labels, annotations };
    const network = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      {
        metadata,
        spec: {
          podSelector: { matchLabels: selector },
          policyTypes: ["Ingress", "Egress"],
          ...vllmRules({ askedBy: args.askedBy, toStorage: site.storageEgress }),
        },
      },
      own,
    );
    const deployment = new kubernetes.apps.v1.Deployment(
      name,
      {
        metadata,
        spec: {
          replicas: settings.replicas,
          progressDeadlineSeconds: ROLLOUT_MINUTES * 60,
          revisionHistoryLimit: 2,
          // In place: a new pod beside the old one would need a second set of GPUs, which a pool of
          // a small team does not have, and the update would wait for it until it fails. One pod at a
          // time is away for that; two replicas leave no gap (docs/serving-on-a-cluster.md).
          strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
          selector: { matchLabels: selector },
          template: {
            metadata: { labels, annotations },
            spec: vllmPodSpec({
              settings,
              image: args.image,
              nodeImage: site.nodeImage,
              fetch: site.bundles.fetch,
              identity,
              selector,
            }),
          },
        },
      },
      {
        ...own,
        dependsOn: [...identity.ready, ...site.after, network],
        // The provider itself gives up after ten minutes, when many a model still loads.
        customTimeouts: { create: `${ROLLOUT_MINUTES}m`, update: `${ROLLOUT_MINUTES}m` },
      },
    );
    new kubernetes.policy.v1.PodDisruptionBudget(
      name,
      { metadata, spec: { maxUnavailable: 1, selector: { matchLabels: selector } } },
      own,
    );
    const address = new kubernetes.core.v1.Service(
      name,
      {
        metadata,
        spec: {
          type: "ClusterIP",
          selector,
          ports: [{ name: "http", port: VLLM_PORT, targetPort: "http", protocol: "TCP" }],
        },
      },
      { ...own, dependsOn: [deployment] },
    );
    this.ready = [deployment, address];
    this.registerOutputs({});
  }
}
