import { expect, test } from "vitest";
import { applyPods, deploy, rolledOut } from "./node-service";
import { describeOnService, ENVIRONMENT, type OnService, RATE } from "./on-service";
import { containerPid, podsOf, settled, stateOf, untilRefused } from "./service-pods";

const FACTS = { namespace: "serving", service: "support-triage" };
const FILE = `stacks/services/${FACTS.service}.yaml`;
const BASELINE = "support-triage-baseline-1";
/** Milliseconds until kubelet has tried a refused container again: it waits 10, 20, 40 s. */
const RETRY_MS = 90_000;
const NEXT = "support-triage-test-2";

describeOnService("a service rendered for a real node", FACTS, (on) => {
  test("answers /health and /predict with the version of its record", async () => {
    const { client, key } = on();
    const pods = await settled(client, FACTS);
    expect(pods).toHaveLength(2);
    for (const pod of pods) {
      const at = `http://${stateOf(pod).address}:8080`;
      const health = await fetch(`${at}/health`);
      expect(await health.json()).toEqual({ status: "ok", model_version: BASELINE });
      const ask = (headers: Record<string, string>) =>
        fetch(`${at}/predict`, {
          method: "POST",
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify({ text: "I was charged twice" }),
        });
      expect((await ask({})).status).toBe(401);
      const answer = await ask({ authorization: `Bearer ${key}` });
      expect(await answer.json()).toMatchObject({ model_version: BASELINE });
    }
  });

  test("has its network policy accepted, which this node does not enforce", async () => {
    const { client } = on();
    const [policy, ...others] = await client.list(
      "networking.k8s.io/v1",
      "NetworkPolicy",
      FACTS.namespace,
    );
    expect(others).toEqual([]);
    const { ingress } = policy?.spec as { ingress: { from: object[] }[] };
    expect(ingress.flatMap(({ from }) => from)).toContainEqual({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "gateway" } },
    });
    // This test is no pod of that namespace, and is answered: the network plugin has no policies.
    const [pod] = await settled(client, FACTS);
    const answer = await fetch(`http://${pod ? stateOf(pod).address : ""}:8080/health`);
    expect(answer.status).toBe(200);
  });

  test("is promoted and rolled back under 500 requests a second, and loses none", async () => {
    const { client, project, seal, render, underLoad } = on();
    project.promote(FACTS.service, ENVIRONMENT, seal(NEXT));
    const forward = await render();
    project.rollBack(FACTS.service, ENVIRONMENT);
    const back = await render();
    const count = await underLoad("a promotion and a rollback", async (load) => {
      await deploy(client, forward);
      await load.more(2 * RATE);
      await deploy(client, back);
    });
    expect(count).toMatchObject({ lost: 0, mixed: 0 });
    expect(Object.keys(count.versions).sort()).toEqual([BASELINE, NEXT]);
    // Two pods of each version, and no third: going back starts nothing.
    expect(count.pods).toHaveLength(4);
  });

  test("replaces each of its pods under 500 requests a second, and loses none", async () => {
    const { client, project, render, underLoad } = on();
    const before = await uids(on());
    project.edit(FILE, "\nbaseline:", "\nresources: { memory_mib: 288 }\nbaseline:");
    const larger = await render();
    const count = await underLoad("a rolling update", async () => {
      await deploy(client, larger);
      await settled(client, FACTS);
    });
    expect((await uids(on())).filter((uid) => before.includes(uid))).toEqual([]);
    expect(count).toMatchObject({ lost: 0, mixed: 0, versions: { [BASELINE]: count.sent } });
  });

  test("goes on with its old pods while the artifact in the store is corrupted", async () => {
    const { client, objects, project, render, underLoad } = on();
    project.rollBack(FACTS.service, ENVIRONMENT);
    await deploy(client, await render());
    const before = await uids(on());
    const stored = `artifacts/${NEXT}/model.json`;
    const bytes = objects.get(stored) ?? new Uint8Array();
    const wrong = Buffer.from(bytes);
    wrong[wrong.length - 3] = (wrong[wrong.length - 3] ?? 0) ^ 1;

    objects.set(stored, wrong);
    project.edit(FILE, "memory_mib: 288", "memory_mib: 320");
    const larger = await render();
    const count = await underLoad("a corrupted artifact", async () => {
      await applyPods(client, larger);
      const refused = await untilRefused(client, FACTS, NEXT);
      expect(before).not.toContain(refused.uid);
      expect(refused.message).toContain("model.json");
    });
    expect(count).toMatchObject({ lost: 0, mixed: 0, versions: { [NEXT]: count.sent } });

    // The right bytes again: the update goes on by itself.
    objects.set(stored, bytes);
    for (const one of await client.list("apps/v1", "Deployment", FACTS.namespace)) {
      await rolledOut(client, one, RETRY_MS);
    }
    expect((await uids(on())).filter((uid) => before.includes(uid))).toEqual([]);
  });

  test("loses no request when a pod is deleted", async () => {
    const { client, underLoad } = on();
    const count = await underLoad("a deleted pod", async () => {
      const [victim] = await answering(on());
      if (victim === undefined) throw new Error("no pod");
      await client.remove(victim);
      await settled(client, FACTS);
    });
    expect(count).toMatchObject({ lost: 0, mixed: 0 });
  });

  test("loses only what a killed server had or was sent at once, and has it back", async () => {
    const { client, underLoad } = on();
    const [victim] = await answering(on());
    if (victim === undefined) throw new Error("no pod");
    const { address } = stateOf(victim);
    const count = await underLoad("a killed server", async () => {
      process.kill(containerPid(victim, "inference.js"), "SIGKILL");
      await client.until("its container runs again", async () => {
        const [container] = stateOf((await client.get(victim)) ?? victim).containers;
        return container?.restartCount === 1 ? true : undefined;
      });
      await settled(client, FACTS);
    });
    // Nothing tries again here, as a gateway may: what failed, failed to reach the killed server.
    for (const reason of Object.keys(count.reasons)) {
      expect(reason).toMatch(new RegExp(`^${address.replaceAll(".", "\\.")}: .*(ECONN|hang up)`));
    }
    // Half of the requests for the two seconds that kubelet takes to see it and to say so.
    expect(count.lost).toBeLessThan(2 * (RATE / 2));
    expect(count.mixed).toBe(0);
  });

  test("answers everything while kubelet is away and comes back", async () => {
    const { client, node, underLoad } = on();
    const states = async () =>
      (await settled(client, FACTS)).map((pod) => [
        pod.metadata.uid,
        stateOf(pod).containers.map(({ restartCount }) => restartCount),
      ]);
    const before = await states();
    const count = await underLoad("a restart of kubelet", async (load) => {
      await node.stopKubelet();
      await load.more(2 * RATE);
      node.startKubelet();
      await node.untilReady();
    });
    expect(count).toMatchObject({ lost: 0, mixed: 0 });
    expect(await states()).toEqual(before);
  });
});

async function uids({ client }: OnService): Promise<string[]> {
  return (await settled(client, FACTS)).map(({ metadata }) => metadata.uid);
}

/** Pods of the version that requests go to. */
async function answering({ client }: OnService) {
  await settled(client, FACTS);
  const pods = await podsOf(client, FACTS);
  return pods.filter(({ metadata }) => metadata.labels?.["app.kubernetes.io/version"] === NEXT);
}
