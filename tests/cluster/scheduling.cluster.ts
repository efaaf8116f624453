import { beforeAll, describe, expect, test } from "vitest";
import type { ApiClient, Live } from "./api-client";
import { installGatewayTypes, isOfGateway } from "./gateway-types";
import { titleOf, type Manifest } from "./manifest";
import { addNodes, nodesOf } from "./nodes";
import { describeOnCluster, previewOf } from "./on-cluster";
import { evict, nodeOf, placementOf, pod, readyPods, unschedulable } from "./pods";
import { objectsOf } from "./previewed-objects";
import { allowed, serviceAccount } from "./reviews";

/** What a pod that wants GPUs adds: rule GPU-1. */
const ON_GPUS = { tolerations: [{ key: "nvidia.com/gpu", operator: "Exists" }] };
const MLFLOW = { "app.kubernetes.io/name": "mlflow", "app.kubernetes.io/component": "server" };

describeOnCluster("prod on its nodes, every pool at its maximum", (plane) => {
  let client: ApiClient;
  let nodes: Manifest[];

  beforeAll(async () => {
    ({ client } = plane());
    const report = await previewOf("prod");
    nodes = nodesOf(report);
    await addNodes(client, nodes);
    const noGateway = await installGatewayTypes(client);
    const objects = objectsOf(report).filter((object) => noGateway === "" || !isOfGateway(object));
    for (const object of objects) await client.apply(object);
  });

  /** Names of the nodes of a pool, or of those with any GPU. */
  const pool = (name: string) => named(nodes, (labels) => labels["towpath.dev/pool"] === name);
  const gpuNodes = () => named(nodes, (labels) => labels["nvidia.com/gpu.present"] === "true");

  test("the nodes are those of the stack file", () => {
    expect(pool("system")).toHaveLength(9);
    expect([pool("serving"), pool("training")].map(({ length }) => length)).toEqual([2, 2]);
    expect(gpuNodes()).toEqual([...pool("serving"), ...pool("training")]);
  });

  describe("the GPU software", () => {
    test.each(["serving", "training"])("has one device plugin on each %s node", async (profile) => {
      const labels = {
        "app.kubernetes.io/name": "nvidia-device-plugin",
        "towpath.dev/gpu-profile": profile,
      };
      const pods = await readyPods(client, "gpu-system", labels, pool(profile).length);
      expect(places(pods)).toEqual(pool(profile));
    });

    test("has one exporter on each GPU node, and none elsewhere", async () => {
      const labels = { "app.kubernetes.io/name": "dcgm-exporter" };
      const pods = await readyPods(client, "gpu-system", labels, gpuNodes().length);
      expect(places(pods)).toEqual(gpuNodes());
    });
  });

  describe("MLflow", () => {
    test("runs on system nodes, in two zones", async () => {
      const pods = await readyPods(client, "tracking", MLFLOW, 2);
      const used = places(pods);
      expect(pool("system")).toEqual(expect.arrayContaining(used));
      const zones = nodes
        .filter(({ metadata }) => used.includes(metadata?.name ?? ""))
        .map(({ metadata }) => metadata?.labels?.["topology.kubernetes.io/zone"]);
      expect(new Set(zones).size).toBe(2);
    });

    test("has been migrated: its Job ran to the end", async () => {
      const finished = await client.until("the migration is complete", async () => {
        const jobs = await client.list("batch/v1", "Job", "tracking");
        const done = jobs.filter((job) => (job.status as { succeeded?: number }).succeeded === 1);
        return done.length === 1 ? done : undefined;
      });
      expect(finished.map(titleOf)).toEqual([
        expect.stringMatching(/^Job tracking\/mlflow-migration-/),
      ]);
    });

    test("its accounts may do nothing in the cluster", async () => {
      for (const name of ["mlflow", "mlflow-migration"]) {
        const who = serviceAccount("tracking", name);
        for (const [verb, resource] of [
          ["get", "secrets"],
          ["list", "pods"],
          ["create", "pods/exec"],
        ] as const) {
          const deed = { verb, resource, namespace: "tracking" };
          expect(await allowed(client, who, deed), `${name} ${verb} ${resource}`).toBe(false);
        }
      }
      // The question itself can be answered with yes.
      const admin = { user: "anybody", groups: ["system:masters"] };
      expect(await allowed(client, admin, { verb: "get", resource: "secrets" })).toBe(true);
    });

    test("loses one pod at a time to a drain", async () => {
      const [first, second] = await readyPods(client, "tracking", MLFLOW, 2);
      if (first === undefined || second === undefined) throw new Error("no two pods");
      // Nowhere to go: the evicted pod's successor waits, and the budget stays used up.
      await whileCordoned(client, nodes, async () => {
        await evict(client, first);
        await expect(evict(client, second)).rejects.toMatchObject({
          status: 429,
          message: expect.stringContaining("disruption budget mlflow-disruption") as unknown,
        });
      });
      await readyPods(client, "tracking", MLFLOW, 2);
    });
  });

  describe("a team's pod", () => {
    test("with a GPU runs on a GPU node; one GPU too many waits, and the scheduler says why", async () => {
      const wanted = gpuNodes().map((_, at) => gpuPod(`gpu-${at}`, "1"));
      for (const one of wanted) await client.apply(one);
      const used = await Promise.all(wanted.map((one) => nodeOf(client, one)));
      expect(used.sort()).toEqual(gpuNodes());

      const late = gpuPod("gpu-late", "1");
      await client.apply(late);
      expect(await unschedulable(client, late)).toContain("13 Insufficient nvidia.com/gpu");
      // Room again: the one that waits gets it.
      await client.remove(wanted[0] ?? late);
      expect(gpuNodes()).toContain(await nodeOf(client, late));
      for (const one of [...wanted, late]) await client.remove(one);
    });

    test("that wants more GPUs than a node has waits, however many nodes are free", async () => {
      const large = gpuPod("gpu-large", "2");
      await client.apply(large);
      expect(await unschedulable(client, large)).toContain("13 Insufficient nvidia.com/gpu");
      await client.remove(large);
    });

    test("without a GPU never goes to a GPU node, even when no other has room", async () => {
      const homeless = pod("cpu", "default");
      await whileCordoned(client, system(nodes), async () => {
        await client.apply(homeless);
        expect(await unschedulable(client, homeless)).toMatch(
          /4 node\(s\) had untolerated taint\(s\), 9 node\(s\) were unschedulable/,
        );
      });
      expect(pool("system")).toContain(await nodeOf(client, homeless));
      await client.remove(homeless);
    });

    test("with privileges is refused where the namespace is restricted", async () => {
      const privileged = pod("root", "tracking", {
        security: { privileged: true, allowPrivilegeEscalation: true },
      });
      await expect(client.apply(privileged, { dryRun: true })).rejects.toMatchObject({
        status: 403,
        message: expect.stringMatching(
          /violates PodSecurity "restricted:latest": .*privileged/,
        ) as unknown,
      });
      await client.apply(pod("plain", "tracking"), { dryRun: true });
    });
  });
});

function gpuPod(name: string, gpus: string): Manifest {
  return pod(name, "default", { limits: { "nvidia.com/gpu": gpus }, spec: ON_GPUS });
}

/** Names of nodes whose labels pass, sorted. */
function named(
  nodes: readonly Manifest[],
  passes: (labels: Readonly<Record<string, string>>) => boolean,
): string[] {
  const hits = nodes.filter(({ metadata }) => passes(metadata?.labels ?? {}));
  return hits.map(({ metadata }) => metadata?.name ?? "").sort();
}

function system(nodes: readonly Manifest[]): Manifest[] {
  return nodes.filter(({ metadata }) => metadata?.labels?.["towpath.dev/pool"] === "system");
}

/** The nodes that pods are on, sorted. */
function places(pods: readonly Live[]): string[] {
  return pods.map((one) => placementOf(one).node ?? "nowhere").sort();
}

/** Closes nodes for new pods, and opens them again whatever happens. */
async function whileCordoned(
  client: ApiClient,
  nodes: readonly Manifest[],
  work: () => Promise<void>,
): Promise<void> {
  const close = (unschedulable: boolean) =>
    Promise.all(nodes.map((one) => client.patch(one, { spec: { unschedulable } })));
  await close(true);
  await work().finally(() => close(false));
}
