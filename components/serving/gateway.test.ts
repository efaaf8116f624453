import { describe, expect, it } from "vitest";
import { named, run, waitsFor } from "../testing";
import { Gateway, type GatewayArgs } from "./gateway";

const ARGS: GatewayArgs = {
  namespace: "gateway",
  images: {
    controller: "docker.io/envoyproxy/gateway:v1.9.0",
    proxy: "docker.io/envoyproxy/envoy:x",
  },
  replicas: 2,
  routesFrom: "serving",
  labels: {},
  after: [],
};
const make = (change: Partial<GatewayArgs> = {}) =>
  run(() => new Gateway("gateway", { ...ARGS, ...change }), {});

const RELEASE = "kubernetes:helm.sh/v3:Release gateway-controller";
const GATEWAY = "kubernetes:gateway.networking.k8s.io/v1:Gateway gateway";

describe("Gateway", () => {
  it("brings the resource types before what is of them, and removes them after", async () => {
    const { all } = await make();
    expect(waitsFor(all, GATEWAY, RELEASE)).toBe(true);
    expect(waitsFor(all, GATEWAY, "gateway-proxy")).toBe(true);
    expect(waitsFor(all, GATEWAY, "gateway-class")).toBe(true);
  });

  it("takes both images from stacks/images.yaml, and the chart of their release", async () => {
    const { all } = await make();
    const release = named(all, "gateway-controller").inputs;
    expect(release).toMatchObject({
      chart: "oci://docker.io/envoyproxy/gateway-helm",
      version: "v1.9.0",
      values: { global: { images: { envoyGateway: { image: ARGS.images.controller } } } },
    });
    expect(JSON.stringify(named(all, "gateway-proxy").inputs)).toContain(ARGS.images.proxy);
  });

  it("is reached from inside the cluster alone, unless somebody says otherwise", async () => {
    const { all } = await make();
    expect(JSON.stringify(named(all, "gateway-proxy").inputs)).toContain('"type":"ClusterIP"');
  });

  it("refuses to carry keys over a network in the clear", async () => {
    await expect(make({ loadBalancer: {} })).rejects.toThrow(
      /loadBalancer: given without certificate/,
    );
  });
});
