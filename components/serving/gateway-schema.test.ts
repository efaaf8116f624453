import { describe, expect, it } from "vitest";
import {
  CHART,
  envoyProxySpec,
  gatewayClassSpec,
  gatewayProblems,
  gatewaySpec,
  type GatewayFacts,
} from "./gateway-objects";
import { routeSpec } from "./route";
import { promoted } from "./testing";
import { crdSchema, goModule, schemaProblems } from "./testing-crd";
import { runningVersions } from "./versions";

const GATEWAY: GatewayFacts = {
  name: "gateway",
  proxyImage: "docker.io/envoyproxy/envoy:distroless-v1.39.0",
  replicas: 2,
  routesFrom: "serving",
  certificate: undefined,
  loadBalancer: undefined,
};
const OPEN: GatewayFacts = {
  ...GATEWAY,
  certificate: "gateway-certificate",
  loadBalancer: { "service.beta.kubernetes.io/aws-load-balancer-scheme": "internal" },
};
const route = (canary_percent: number, shadow: boolean) =>
  routeSpec({
    service: "triage",
    versions: runningVersions(
      "triage",
      { current: promoted("c"), previous: promoted("a") },
      { canary_percent, shadow },
    ),
    gateway: { name: "gateway", namespace: "gateway" },
  });

// Both are Go modules that ship their CRDs; no npm or PyPI package does.
const api = goModule("sigs.k8s.io/gateway-api@v1.6.1");
const envoy = goModule(`github.com/envoyproxy/gateway@${CHART.version}`);
const ENVOY_CRDS = "charts/gateway-helm/charts/crds/crds/generated";

const object = (spec: unknown) => ({ spec });

describe.skipIf("missing" in api)(
  `Gateway API objects${"missing" in api ? ` (skipped: ${api.missing})` : ""}`,
  () => {
    const dir = "dir" in api ? api.dir : "";
    const schema = (kind: string) =>
      crdSchema(dir, `config/crd/standard/gateway.networking.k8s.io_${kind}.yaml`, "v1");

    it.each([
      ["all to current", route(100, false)],
      ["a canary", route(10, false)],
      ["a shadow", route(100, true)],
    ])("an HTTPRoute with %s is one by its CRD", (_, spec) => {
      expect(schemaProblems(object(spec), schema("httproutes"))).toEqual([]);
    });

    it.each([
      ["inside the cluster", GATEWAY],
      ["behind a load balancer", OPEN],
    ])("a Gateway %s is one by its CRD", (_, facts) => {
      expect(schemaProblems(object(gatewaySpec(facts)), schema("gateways"))).toEqual([]);
      expect(schemaProblems(object(gatewayClassSpec()), schema("gatewayclasses"))).toEqual([]);
    });

    it("is a check that finds a slip", () => {
      const spec = { ...route(100, false), parentRef: [] };
      expect(schemaProblems(object(spec), schema("httproutes"))).toEqual([
        ".spec.parentRef: unknown field",
      ]);
      const wrong = { gatewayClassName: "gateway", listeners: [{ name: "http", port: 0 }] };
      expect(schemaProblems(object(wrong), schema("gateways"))).toEqual([
        ".spec.listeners[0].protocol: missing",
        ".spec.listeners[0].port: under 1",
      ]);
    });
  },
);

describe.skipIf("missing" in envoy)(
  `Envoy Gateway's objects${"missing" in envoy ? ` (skipped: ${envoy.missing})` : ""}`,
  () => {
    it.each([
      ["inside the cluster", GATEWAY],
      ["behind a load balancer", OPEN],
    ])("an EnvoyProxy %s is one by its CRD", (_, facts) => {
      const file = `${ENVOY_CRDS}/gateway.envoyproxy.io_envoyproxies.yaml`;
      const schema = crdSchema("dir" in envoy ? envoy.dir : "", file, "v1alpha1");
      expect(schemaProblems(object(envoyProxySpec(facts)), schema)).toEqual([]);
    });
  },
);

describe("routeSpec", () => {
  const weights = (spec: ReturnType<typeof route>) =>
    spec.rules[0]?.backendRefs.map(({ name, weight }) => [name.slice(-1), weight]);

  it("weighs a canary, and names only versions that answer", () => {
    expect(weights(route(10, false))).toEqual([
      ["c", 10],
      ["a", 90],
    ]);
    expect(weights(route(100, false))).toEqual([["c", 100]]);
    expect(weights(route(0, false))).toEqual([["a", 100]]);
  });

  it("copies predictions, and nothing else, to a version in the shadow", () => {
    const spec = route(100, true);
    expect(weights(spec)).toEqual([["a", 100]]);
    const mirrored = spec.rules.filter(({ filters }) =>
      filters.some(({ type }) => type === "RequestMirror"),
    );
    expect(mirrored.map(({ matches }) => matches[0]?.path.value)).toEqual(["/triage/predict"]);
    expect(JSON.stringify(mirrored)).toContain('"name":"triage-cccccccccccc"');
  });

  it("keeps /metrics and /ready inside the cluster", () => {
    const paths = route(100, false).rules.map(({ matches }) => matches[0]?.path.value);
    expect(paths).toEqual(["/triage/predict", "/triage/health", "/triage/openapi.json"]);
  });
});

describe("gatewayProblems", () => {
  it("refuses a load balancer without a certificate", () => {
    expect(gatewayProblems(GATEWAY)).toEqual([]);
    expect(gatewayProblems(OPEN)).toEqual([]);
    expect(gatewayProblems({ ...OPEN, certificate: undefined })).toHaveLength(1);
    expect(gatewayProblems({ ...GATEWAY, replicas: 0 })).toHaveLength(1);
  });
});
