import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sealRule, temporaryDirectory } from "../../apps/inference/server/testing";
import { type FakeS3, startFakeS3 } from "../../lib/object-store/testing";
import type { ApiClient } from "./api-client";
import { installGatewayTypes } from "./gateway-types";
import type { Manifest } from "./manifest";
import { MACHINE_ADDRESS } from "./node-config";
import { deploy, forNode, imageOf, newKey, settled, stateOf } from "./node-service";
import { describeOnNode } from "./on-node";
import { type LoadCount, RouteLoad } from "./route-load";
import { promoted, StacksProject } from "./stacks-project";

const ENVIRONMENT = "prod";
const FACTS = { namespace: "serving", service: "support-triage" };
const BASELINE = "support-triage-baseline-1";
const NEXT = "support-triage-test-2";
const RATE = 500;
const ROUTE: Manifest = {
  apiVersion: "gateway.networking.k8s.io/v1",
  kind: "HTTPRoute",
  metadata: { name: FACTS.service, namespace: FACTS.namespace },
};

const key = newKey();
let project: StacksProject;
let first: Manifest[];

/** The rendered image is not pulled: under its name there is this machine's own Node.js. */
async function images() {
  project = await StacksProject.make();
  first = await project.render(ENVIRONMENT);
  const name = imageOf(first, FACTS.namespace);
  return [{ name, programs: [process.execPath], entrypoint: [process.execPath] }];
}

describeOnNode("a service rendered for a real node", images, (on) => {
  let client: ApiClient;
  let store: FakeS3 | undefined;

  beforeAll(async () => {
    ({ client } = on().plane);
    const noGateway = await installGatewayTypes(client);
    if (noGateway !== "") throw new Error(noGateway);
    await deploy(client, forNode(first, FACTS, { key, storeEnv: {} }));
    // The address is there as soon as a pod is.
    store = await startFakeS3({ host: MACHINE_ADDRESS });
  });
  afterAll(async () => {
    await store?.close();
    project.remove();
  });

  /** Renders the project as it is now, and deploys it. */
  const update = async () => {
    const objects = await project.render(ENVIRONMENT);
    const storeEnv = store?.env ?? {};
    await deploy(client, forNode(objects, FACTS, { key, storeEnv }));
  };
  const load = () => RouteLoad.start(client, { route: ROUTE, key, rate: RATE });

  test("answers /health and /predict with the version of its record", async () => {
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

  test("is promoted and rolled back under 500 requests a second, and loses none", async () => {
    const folder = temporaryDirectory();
    const { manifestSha256 } = sealRule(folder, NEXT);
    for (const name of readdirSync(folder)) {
      store?.objects.set(`artifacts/${NEXT}/${name}`, readFileSync(join(folder, name)));
    }
    const artifact = { uri: `s3://artifacts/${NEXT}`, sha256: manifestSha256 };
    const requests = await load();
    await requests.more(RATE);
    project.promote(FACTS.service, ENVIRONMENT, promoted(NEXT, artifact));
    await update();
    await requests.more(2 * RATE);
    project.rollBack(FACTS.service, ENVIRONMENT);
    await update();
    await requests.more(2 * RATE);
    const count = await requests.stop();
    tell("promotion and rollback", count);
    expect(count).toMatchObject({ lost: 0, mixed: 0 });
    expect(Object.keys(count.versions).sort()).toEqual([BASELINE, NEXT]);
    // Two pods of each version had their part.
    expect(count.pods).toHaveLength(4);
  });

  test("replaces each of its pods under 500 requests a second, and loses none", async () => {
    const before = (await settled(client, FACTS)).map((pod) => pod.metadata.uid);
    const requests = await load();
    await requests.more(RATE);
    project.edit(
      `stacks/services/${FACTS.service}.yaml`,
      "\nbaseline:",
      "\nresources: { memory_mib: 288 }\nbaseline:",
    );
    await update();
    const after = await settled(client, FACTS);
    await requests.more(RATE);
    const count = await requests.stop();
    tell("a rolling update", count);
    expect(after.filter((pod) => before.includes(pod.metadata.uid))).toEqual([]);
    expect(count).toMatchObject({ lost: 0, mixed: 0, versions: { [BASELINE]: count.sent } });
  });
});

function tell(what: string, count: LoadCount): void {
  const { sent, lost, mixed, versions, p99Ms, pods, reasons } = count;
  const said = { sent, lost, mixed, versions, pods: pods.length, p99Ms, reasons };
  console.log(`under ${what}: ${JSON.stringify(said)}`);
}
