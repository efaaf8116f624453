import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApiClient, Live } from "./api-client";
import { installGatewayTypes } from "./gateway-types";
import type { Manifest } from "./manifest";
import { addNodes, isReady, nodesOf } from "./nodes";
import { deploy, forNode, newKey, rolledOut } from "./node-service";
import { describeOnCluster, previewOf } from "./on-cluster";
import { evict, placementOf } from "./pods";
import { promoted, StacksProject } from "./stacks-project";
import { podsOf, settled } from "./service-pods";

const FACTS = { namespace: "serving", service: "support-triage" };
const FILE = `stacks/services/${FACTS.service}.yaml`;
const NEXT = promoted("support-triage-test-2", {
  uri: "s3://artifacts/support-triage/2",
  sha256: "2".repeat(64),
});
const CURRENT = `${FACTS.service}-${"2".repeat(12)}`;

/* What `towpath render prod` writes for a service, under a real scheduler and real controllers. */
describeOnCluster("a service rendered for prod, on prod's nodes", (plane) => {
  let client: ApiClient;
  let project: StacksProject;
  let nodes: Manifest[];
  let baseline: Manifest;

  const render = async () =>
    forNode(await project.render("prod"), FACTS, { key: newKey(), storeEnv: {} });

  beforeAll(async () => {
    ({ client } = plane());
    project = await StacksProject.make();
    const noGateway = await installGatewayTypes(client);
    if (noGateway !== "") throw new Error(noGateway);
    nodes = nodesOf(await previewOf("prod"));
    await addNodes(client, nodes);
    const objects = await render();
    const found = objects.find(({ kind }) => kind === "Deployment");
    if (found === undefined) throw new Error("no Deployment is rendered");
    baseline = found;
    await deploy(client, objects);
  });
  afterAll(() => {
    project.remove();
  });

  test("runs its two pods in two zones, and six in three, evenly", async () => {
    expect(perZone(nodes, await settled(client, FACTS))).toEqual([1, 1]);
    await scale(client, baseline, 6);
    expect(perZone(nodes, await settled(client, FACTS))).toEqual([2, 2, 2]);
    await scale(client, baseline, 2);
  });

  test("loses one pod at a time to a drain", async () => {
    const [first, second] = await settled(client, FACTS);
    if (first === undefined || second === undefined) throw new Error("no two pods");
    const cordon = (unschedulable: boolean) =>
      Promise.all(nodes.map((one) => client.patch(one, { spec: { unschedulable } })));
    // Nowhere to go: the successor of the first waits, and the budget stays used up.
    await cordon(true);
    try {
      await evict(client, first);
      await expect(evict(client, second)).rejects.toMatchObject({
        status: 429,
        message: expect.stringContaining(`disruption budget ${FACTS.service}-`) as unknown,
      });
    } finally {
      await cordon(false);
    }
    expect(await settled(client, FACTS)).toHaveLength(2);
  });

  test("never has fewer pods than declared while it is updated", async () => {
    const before = (await settled(client, FACTS)).map(({ metadata }) => metadata.uid);
    project.edit(FILE, "\nbaseline:", "\nresources: { memory_mib: 288 }\nbaseline:");
    const objects = await render();
    const counts: number[] = [];
    const looks = new Set<string>();
    const look = async () => {
      const pods = await podsOf(client, FACTS);
      const serving = pods.filter(
        (pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined,
      );
      counts.push(serving.length);
      looks.add(
        pods
          .map(({ metadata }) => metadata.uid)
          .sort()
          .join(),
      );
    };
    await whileLooking(look, () => deploy(client, objects));
    const after = (await settled(client, FACTS)).map(({ metadata }) => metadata.uid);
    expect(after.filter((uid) => before.includes(uid))).toEqual([]);
    expect(Math.min(...counts)).toBe(2);
    // One more than declared: the update was seen while it went on.
    expect(Math.max(...counts)).toBe(3);
    console.log(`${counts.length} looks at ${looks.size} sets of pods during the update`);
  });

  test.each([
    [0, [["baseline", 100]]],
    [
      10,
      [
        ["current", 10],
        ["baseline", 90],
      ],
    ],
    [100, [["current", 100]]],
  ] as const)(
    "with canary_percent %d its route has these weights: %j",
    async (percent, expected) => {
      if (percent === 0) project.promote(FACTS.service, "prod", NEXT);
      project.share(FACTS.service, "prod", { canary_percent: percent });
      await deploy(client, await render());
      const names = { current: CURRENT, baseline: baseline.metadata?.name };
      const weights = expected.map(([who, weight]) => ({ name: names[who], weight }));
      const route = await client.get({
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "HTTPRoute",
        metadata: { name: FACTS.service, namespace: FACTS.namespace },
      });
      const { rules } = route?.spec as {
        rules: { backendRefs: { name: string; weight: number; port: number }[] }[];
      };
      expect(rules.length).toBeGreaterThan(0);
      for (const { backendRefs } of rules) {
        expect(backendRefs.map(({ name, weight }) => ({ name, weight }))).toEqual(weights);
        for (const { name, port } of backendRefs) await expectPods(client, name, port);
      }
    },
  );
});

/** Looks again and again until the work is done. */
async function whileLooking(look: () => Promise<void>, work: () => Promise<void>): Promise<void> {
  const done = work().then(() => true);
  while (!(await Promise.race([done, look().then(() => false)])));
}

/** A backend is a Service with that port, and two pods are behind it. */
async function expectPods(client: ApiClient, name: string, port: number): Promise<void> {
  const { namespace } = FACTS;
  const service = await client.get({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
  });
  const { ports } = service?.spec as { ports: { port: number }[] };
  expect(ports.map((one) => one.port)).toContain(port);
  const slices = await client.list("discovery.k8s.io/v1", "EndpointSlice", namespace);
  const endpoints = slices
    .filter(({ metadata }) => metadata.labels?.["kubernetes.io/service-name"] === name)
    .flatMap((slice) => slice.endpoints as { conditions: { ready: boolean } }[]);
  expect(endpoints.map(({ conditions }) => conditions.ready)).toEqual([true, true]);
}

/** How many pods are in each zone that has any, sorted. */
function perZone(nodes: readonly Manifest[], pods: readonly Live[]): number[] {
  const zones = new Map<string, number>();
  for (const one of pods) {
    const node = nodes.find(({ metadata }) => metadata?.name === placementOf(one).node);
    const zone = node?.metadata?.labels?.["topology.kubernetes.io/zone"] ?? "none";
    zones.set(zone, (zones.get(zone) ?? 0) + 1);
  }
  return [...zones.values()].sort((a, b) => a - b);
}

async function scale(client: ApiClient, deployment: Manifest, replicas: number): Promise<void> {
  await client.patch(deployment, { spec: { replicas } });
  await rolledOut(client, deployment);
}
