import type * as kubernetes from "@pulumi/kubernetes";
import type { types } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type * as random from "@pulumi/random";
import type { NamedPlace } from "../access/people";
import type { BaselineFiles } from "../config/baseline-files";
import type { Environment } from "../config/environment";
import { type Images, imageRef } from "../config/images";
import type { Service } from "../config/service";
import { languageModelOf, rollbackTarget, servedVersion, trafficOf } from "../config/service";
import { labelsOf } from "../config/tags";
import { namespace } from "./namespace";
import { Gateway, type GatewayArgs } from "../serving/gateway";
import { ModelService } from "../serving/model-service";
import type { ServingIdentity, ServingSite } from "../serving/site";
import { mountedBundle } from "../workloads/bundle";
import type { Bundle } from "../workloads/bundle-source";

/** Where served models run, and where the gateway in front of them is. */
export const SERVING_NAMESPACE = "serving";
export const GATEWAY = { name: "gateway", namespace: "gateway" };
/** Where Prometheus is, where there is one. */
const MONITORING_NAMESPACE = "monitoring";

/** What a cluster must offer so that models can be served on it, in AWS or anywhere. */
export interface ServingCluster {
  /** Of the cluster, of keys for clients, and of what pods may do in AWS. */
  readonly providers: {
    readonly kubernetes: kubernetes.Provider;
    readonly random: random.Provider;
  };
  readonly identity: ServingIdentity;
  /** The way to the artifact store. */
  readonly storageEgress: readonly types.input.networking.v1.NetworkPolicyEgressRule[];
  /** How the gateway is reached: over TLS with this Secret, through a load balancer with these annotations. */
  readonly gateway: Pick<GatewayArgs, "certificate" | "loadBalancer">;
  /** Does it answer custom metrics of pods (see ServingSite)? */
  readonly customMetrics: boolean;
  /** What every pod waits for. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * The way in, as a stack file says it.
 * @param annotations what makes a load balancer of this place an internal one
 */
export function gatewayOf(
  { certificate_secret: certificate, load_balancer: wanted }: Environment["gateway"],
  annotations: Readonly<Record<string, string>>,
): ServingCluster["gateway"] {
  return {
    ...(certificate === undefined ? {} : { certificate }),
    ...(wanted ? { loadBalancer: annotations } : {}),
  };
}

export interface ModelServingArgs {
  /** The environment's name. Decides which promotion records are served. */
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  /** Service → its committed baseline's files. */
  readonly baselines: Readonly<Record<string, BaselineFiles>>;
  readonly bundles: { readonly inference: Bundle; readonly fetch: Bundle };
  readonly images: Images;
  /** Pods at least of everything that serves: the posture's. */
  readonly leastReplicas: number;
  /** Where pods run. Plain. @default nowhere: what is served is declared, and runs elsewhere */
  readonly cluster?: ServingCluster;
}

/**
 * Every service of an environment. They share a namespace that no team's jobs run in: whoever may
 * start a job cannot reach the keys of a service's callers.
 */
export class ModelServing extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:platform:ModelServing";

  /** One a file of stacks/services. */
  readonly services: readonly ModelService[];
  /** The namespace of what is served; none where nothing runs. */
  readonly places: readonly NamedPlace[];

  constructor(name: string, args: ModelServingArgs, opts?: pulumi.ComponentResourceOptions) {
    const { cluster } = args;
    super(
      ModelServing.__pulumiType,
      name,
      {},
      {
        ...opts,
        ...(cluster === undefined ? {} : { providers: { ...cluster.providers } }),
      },
    );
    const site = cluster === undefined ? undefined : this.site(args, cluster);
    this.places = site === undefined ? [] : [{ kind: "serving", namespace: site.namespace }];
    this.services = Object.values(args.services).map((service) => {
      const model = languageModelOf(service, args.name);
      const pods = site && {
        site,
        resources: service.resources,
        clients: service.clients,
        baseline: args.baselines[service.name] ?? {},
        labels: this.labels(args, service.owner, service.name),
        ...(model && {
          languageModel: { settings: model, image: imageRef(args.images, "vllm").reference },
        }),
      };
      return new ModelService(
        service.name,
        {
          owner: service.owner,
          contract: service.contract,
          current: servedVersion(service, args.name),
          previous: rollbackTarget(service, args.name),
          traffic: trafficOf(service, args.name),
          ...(pods === undefined ? {} : { pods }),
        },
        { parent: this },
      );
    });
    this.registerOutputs({});
  }

  /** What all services share: the namespace, the bundles, the gateway. */
  private site(args: ModelServingArgs, cluster: ServingCluster): ServingSite {
    const labels = this.labels(args, "platform", "serving");
    const own = { parent: this };
    const level = "restricted" as const;
    const inGateway = namespace(GATEWAY.namespace, { level, labels }, own);
    const space = namespace(SERVING_NAMESPACE, { level, labels }, own);
    const gateway = new Gateway(
      GATEWAY.name,
      {
        namespace: inGateway,
        images: {
          controller: imageRef(args.images, "envoy-gateway").reference,
          proxy: imageRef(args.images, "envoy").reference,
        },
        replicas: args.leastReplicas,
        routesFrom: SERVING_NAMESPACE,
        ...cluster.gateway,
        labels,
        after: cluster.after,
      },
      own,
    );
    const mounted = (bundle: Bundle) => mountedBundle(bundle, { namespace: space, labels }, own);
    return {
      environment: args.name,
      namespace: space,
      nodeImage: imageRef(args.images, "node").reference,
      bundles: {
        inference: mounted(args.bundles.inference),
        fetch: mounted(args.bundles.fetch),
      },
      gateway: GATEWAY,
      scrapedFrom: MONITORING_NAMESPACE,
      storageEgress: cluster.storageEgress,
      identity: cluster.identity,
      leastReplicas: args.leastReplicas,
      customMetrics: cluster.customMetrics,
      after: [...cluster.after, ...gateway.ready],
    };
  }

  private labels({ name }: ModelServingArgs, owner: string, service: string) {
    return labelsOf({ environment: name, owner, service });
  }
}
