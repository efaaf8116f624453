import type { RunningVersion } from "./versions";
import { SERVICE_PORT } from "./server-settings";

/*
 * The Gateway API objects, as plain data. Their fields are those of gateway-api v1.6.1, the version
 * that Envoy Gateway v1.9 brings (site/content/en/news/releases/matrix.md there);
 * components/serving/gateway-schema.test.ts holds them against its CRDs.
 */

export const GATEWAY_API = "gateway.networking.k8s.io/v1";

/** Seconds after which the gateway gives up: later than the server, which says why. */
const TIMEOUT = "15s";

/** What the gateway passes on. /metrics and /ready are for the cluster, not for callers. */
const PATHS = ["/predict", "/health", "/openapi.json"] as const;

interface BackendRef {
  readonly name: string;
  readonly port: number;
}

export interface RouteFacts {
  /** The service: its paths begin with `/SERVICE`. */
  readonly service: string;
  readonly versions: readonly RunningVersion[];
  readonly gateway: { readonly name: string; readonly namespace: string };
}

/**
 * The spec of a service's HTTPRoute: each public path, shared between the versions by weight, and
 * /predict copied to a version in the shadow.
 */
export function routeSpec({ service, versions, gateway }: RouteFacts) {
  const backend = ({ name }: RunningVersion): BackendRef => ({ name, port: SERVICE_PORT });
  const answering = versions
    .filter(({ percent }) => percent > 0)
    .map((version) => ({ ...backend(version), weight: version.percent }));
  const mirrors = versions
    .filter(({ mirrored }) => mirrored)
    .map((version) => ({
      type: "RequestMirror" as const,
      requestMirror: { backendRef: backend(version) },
    }));
  return {
    parentRefs: [{ name: gateway.name, namespace: gateway.namespace }],
    rules: PATHS.map((path) => ({
      matches: [{ path: { type: "Exact" as const, value: `/${service}${path}` } }],
      filters: [
        {
          type: "URLRewrite" as const,
          urlRewrite: { path: { type: "ReplaceFullPath" as const, replaceFullPath: path } },
        },
        ...(path === "/predict" ? mirrors : []),
      ],
      backendRefs: answering,
      timeouts: { request: TIMEOUT },
    })),
  };
}
