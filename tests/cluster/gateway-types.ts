import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { CHART } from "../../components/serving/gateway-objects";
import { goModule } from "../../components/serving/testing-crd";
import type { ApiClient } from "./api-client";
import type { Manifest } from "./manifest";

/*
 * The gateway's chart brings resource types that a bare API server lacks. Both projects that define
 * them ship the definitions as Go modules, so tests install the real ones.
 */

const MODULES: readonly (readonly [string, readonly string[]])[] = [
  [
    // What Envoy Gateway v1.9 supports: site/content/en/news/releases/matrix.md there.
    "sigs.k8s.io/gateway-api@v1.6.1",
    ["gatewayclasses", "gateways", "httproutes"].map(
      (plural) => `config/crd/standard/gateway.networking.k8s.io_${plural}.yaml`,
    ),
  ],
  [
    `github.com/envoyproxy/gateway@${CHART.version}`,
    ["charts/gateway-helm/charts/crds/crds/generated/gateway.envoyproxy.io_envoyproxies.yaml"],
  ],
];

/** API groups of what those types define. */
const GROUPS = ["gateway.networking.k8s.io/", "gateway.envoyproxy.io/"];

/** Is it of a type that {@link installGatewayTypes} installs? */
export const isOfGateway = ({ apiVersion }: Manifest): boolean =>
  GROUPS.some((group) => apiVersion.startsWith(group));

/**
 * Installs the types and waits until the API serves them.
 * @returns why there are none; empty when there are
 */
export async function installGatewayTypes(client: ApiClient): Promise<string> {
  for (const [module, files] of MODULES) {
    const found = goModule(module);
    if ("missing" in found) return found.missing;
    for (const file of files) {
      const definition = parse(readFileSync(join(found.dir, file), "utf8")) as Manifest & {
        spec: { names: { kind: string }; group: string; versions: { name: string }[] };
      };
      // What a server writes, and refuses to be given by name of no value.
      const { status: _, ...wanted } = definition;
      await client.apply(wanted);
      const { group, names, versions } = definition.spec;
      const apiVersion = `${group}/${versions[0]?.name ?? ""}`;
      await client.until(`the API serves ${names.kind}`, () =>
        client.list(apiVersion, names.kind).then(
          () => true,
          () => undefined,
        ),
      );
    }
  }
  return "";
}
