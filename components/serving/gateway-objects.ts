/*
 * The gateway's objects as plain data. Fields are those of gateway-api v1.6.1 and Envoy Gateway
 * v1.9.0; components/serving/gateway-schema.test.ts holds them against the CRDs of both.
 */

/** The chart, by the release that stacks/images.yaml has the images of. */
export const CHART = { chart: "oci://docker.io/envoyproxy/gateway-helm", version: "v1.9.0" };

export const ENVOY_API = "gateway.envoyproxy.io/v1alpha1";

/** charts/gateway-helm/values.tmpl.yaml of Envoy Gateway v1.9.0, `config.envoyGateway.gateway`. */
const CONTROLLER = "gateway.envoyproxy.io/gatewayclass-controller";

/** Kubernetes' own label of every namespace. */
const NAMESPACE_LABEL = "kubernetes.io/metadata.name";

export interface GatewayFacts {
  /** The GatewayClass' and the Gateway's name. */
  readonly name: string;
  /** The image of Envoy. */
  readonly proxyImage: string;
  /** Proxies at least; two more than that at most. */
  readonly replicas: number;
  /** Whose routes it takes: a namespace. */
  readonly routesFrom: string;
  /** The Secret with a certificate, beside the gateway; undefined: plain HTTP inside the cluster. */
  readonly certificate: string | undefined;
  /** Annotations of a load balancer in front; undefined: reached from inside the cluster alone. */
  readonly loadBalancer: Readonly<Record<string, string>> | undefined;
}

/** The values of the chart: the image, two of the controller, and no way around either. */
export function chartValues(controllerImage: string, replicas: number) {
  return {
    global: { images: { envoyGateway: { image: controllerImage } } },
    deployment: { replicas },
    podDisruptionBudget: { minAvailable: replicas > 1 ? 1 : 0 },
  };
}

/** How the proxies run. The image is ours to choose, so that its digest is in stacks/images.yaml. */
export function envoyProxySpec(facts: GatewayFacts) {
  const { loadBalancer, proxyImage, replicas } = facts;
  return {
    provider: {
      type: "Kubernetes",
      kubernetes: {
        envoyDeployment: {
          container: {
            image: proxyImage,
            resources: {
              requests: { cpu: "100m", memory: "256Mi" },
              limits: { memory: "512Mi" },
            },
          },
        },
        envoyHpa: {
          minReplicas: replicas,
          maxReplicas: replicas + 2,
          metrics: [
            {
              type: "Resource",
              resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
            },
          ],
        },
        envoyPDB: { maxUnavailable: 1 },
        envoyService:
          loadBalancer === undefined
            ? { type: "ClusterIP" }
            : { type: "LoadBalancer", annotations: { ...loadBalancer } },
      },
    },
  };
}

export function gatewayClassSpec() {
  return { controllerName: CONTROLLER };
}

/** One listener, for the routes of one namespace. */
export function gatewaySpec({ name, routesFrom, certificate }: GatewayFacts) {
  const allowedRoutes = {
    kinds: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute" }],
    namespaces: {
      from: "Selector",
      selector: { matchLabels: { [NAMESPACE_LABEL]: routesFrom } },
    },
  };
  const listener =
    certificate === undefined
      ? { name: "http", protocol: "HTTP", port: 80 }
      : {
          name: "https",
          protocol: "HTTPS",
          port: 443,
          tls: { mode: "Terminate", certificateRefs: [{ kind: "Secret", name: certificate }] },
        };
  return {
    gatewayClassName: name,
    infrastructure: {
      parametersRef: { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name },
    },
    listeners: [{ ...listener, allowedRoutes }],
  };
}

/** What is wrong with the facts, each as property, given value, allowed values and fix. */
export function gatewayProblems(facts: GatewayFacts): string[] {
  const problems: string[] = [];
  if (facts.loadBalancer !== undefined && facts.certificate === undefined) {
    problems.push(
      "loadBalancer: given without certificate; API keys would cross a network in the clear. Name the Secret with a certificate",
    );
  }
  if (!Number.isInteger(facts.replicas) || facts.replicas < 1) {
    problems.push(`replicas: ${facts.replicas}; expected a whole number from 1`);
  }
  return problems;
}
