import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  CHART,
  chartValues,
  ENVOY_API,
  envoyProxySpec,
  gatewayClassSpec,
  gatewayProblems,
  gatewaySpec,
} from "./gateway-objects";
import { GATEWAY_API } from "./route";

export interface GatewayArgs {
  /** Where the controller, the proxies and the Gateway are. */
  readonly namespace: pulumi.Input<string>;
  /** Images of the controller and of the proxy, by digest where one is known. Plain. */
  readonly images: { readonly controller: string; readonly proxy: string };
  /** Controllers, and proxies at least. Plain. */
  readonly replicas: number;
  /** The namespace whose routes it takes. Plain. */
  readonly routesFrom: string;
  /**
   * The Secret in `namespace` with a TLS certificate. Plain.
   * @default none: HTTP, reached from inside the cluster alone
   */
  readonly certificate?: string;
  /**
   * Annotations of a load balancer's Service, which must have a certificate. Plain.
   * @default none: a ClusterIP
   */
  readonly loadBalancer?: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** What its pods wait for. */
  readonly after: readonly pulumi.Resource[];
}

/**
 * The one way in to served models: Envoy Gateway behind the Gateway API, the same on every cluster
 * (docs/decisions/0006-gateway.md). The controller comes as a Helm chart, whose objects neither a
 * preview nor the policy pack sees; what routes requests is declared here.
 */
export class Gateway extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:serving:Gateway";

  /** What routes wait for. */
  readonly ready: readonly pulumi.Resource[];

  /** @throws ResourceError when callers' keys would travel in the clear */
  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Gateway.__pulumiType, name, {}, opts);
    const facts = {
      name,
      proxyImage: args.images.proxy,
      replicas: args.replicas,
      routesFrom: args.routesFrom,
      certificate: args.certificate,
      loadBalancer: args.loadBalancer,
    };
    const problems = gatewayProblems(facts);
    if (problems.length > 0) throw new pulumi.ResourceError(problems.join("\n"), this, true);
    const { labels, namespace } = args;
    const release = new kubernetes.helm.v3.Release(
      `${name}-controller`,
      {
        ...CHART,
        name: "envoy-gateway",
        namespace,
        // A release that does not come up leaves nothing half done behind.
        atomic: true,
        timeout: 300,
        values: chartValues(args.images.controller, args.replicas),
      },
      { parent: this, dependsOn: [...args.after] },
    );
    // Resources of the release's types: they go before it does.
    const own = { parent: this, dependsOn: [release] };
    const proxy = new kubernetes.apiextensions.CustomResource(
      `${name}-proxy`,
      {
        apiVersion: ENVOY_API,
        kind: "EnvoyProxy",
        metadata: { name, namespace, labels: { ...labels } },
        spec: envoyProxySpec(facts),
      },
      own,
    );
    const gatewayClass = new kubernetes.apiextensions.CustomResource(
      `${name}-class`,
      {
        apiVersion: GATEWAY_API,
        kind: "GatewayClass",
        metadata: { name, labels: { ...labels } },
        spec: gatewayClassSpec(),
      },
      own,
    );
    const gateway = new kubernetes.apiextensions.CustomResource(
      name,
      {
        apiVersion: GATEWAY_API,
        kind: "Gateway",
        metadata: { name, namespace, labels: { ...labels } },
        spec: gatewaySpec(facts),
      },
      { parent: this, dependsOn: [proxy, gatewayClass] },
    );
    this.ready = [gateway];
    this.registerOutputs({});
  }
}
