import { z } from "zod";
import { resourceRule } from "../engine/rule";
import { type Allowance, allowances, allows } from "../reading/allowances";

const SERVICE = "kubernetes:core/v1:Service";
const PROXY = "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy";
const OUTSIDE: readonly string[] = ["LoadBalancer", "NodePort"];

interface ServiceProps {
  readonly spec?: {
    readonly type?: string;
    readonly externalIPs?: readonly string[];
    readonly provider?: {
      readonly kubernetes?: { readonly envoyService?: { readonly type?: string } };
    };
  };
}

const config = z.strictObject({
  allowed: allowances("The type of Service that it may have.", [
    {
      component: "towpath:serving:Gateway",
      what: "LoadBalancer",
      reason:
        "The one way in: it ends TLS, and refuses a load balancer without a certificate (components/serving/gateway-objects.ts).",
    },
  ]),
});

/** Kyverno's `restrict-nodeport`, and cloud load balancers. An EnvoyProxy makes a Service of its own. */
export const services = resourceRule<ServiceProps, { readonly allowed: readonly Allowance[] }>({
  id: "workloads-services",
  checks: ["K8S-11"],
  severity: "high",
  level: "posture",
  description: "Only the gateway is reached from outside of the cluster.",
  why: "A Service of type LoadBalancer or NodePort opens its pods to the network, or the internet, past the gateway's TLS, keys and limits.",
  remediation:
    "Leave the Service at ClusterIP and add a route to the gateway (components/serving/route.ts).",
  types: [SERVICE, PROXY],
  config,
  check: ({ type, urn, props }, report, { config: { allowed } }) => {
    // Without a type, Kubernetes makes a Service inside the cluster, and Envoy Gateway one outside:
    // github.com/envoyproxy/gateway at 39763b1c, api/v1alpha1/shared_types.go, KubernetesServiceSpec.type.
    const found =
      type === PROXY
        ? (props.spec?.provider?.kubernetes?.envoyService?.type ?? "LoadBalancer")
        : (props.spec?.type ?? "ClusterIP");
    if (OUTSIDE.includes(found) && !allows(allowed, urn, found)) {
      report(`the Service is a ${found}; expected ClusterIP. Add a route to the gateway.`);
    }
    const addresses = type === PROXY ? [] : (props.spec?.externalIPs ?? []);
    if (addresses.length > 0) {
      report(
        `the Service takes the external addresses ${addresses.join(", ")}; expected none. Add a route to the gateway.`,
      );
    }
  },
});
