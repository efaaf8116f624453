import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { sealRule, temporaryDirectory } from "../../apps/inference/server/testing";
import type { PromotedVersion } from "../../components/config/service";
import { type FakeS3, startFakeS3 } from "../../lib/object-store/testing";
import type { ApiClient } from "./api-client";
import { installGatewayTypes } from "./gateway-types";
import type { Manifest } from "./manifest";
import { MACHINE_ADDRESS } from "./node-config";
import { deploy, forNode, imageOf, newKey, type ServiceFacts } from "./node-service";
import { describeOnNode, type OnNode } from "./on-node";
import { type LoadCount, RouteLoad } from "./route-load";
import { promoted, StacksProject } from "./stacks-project";

/** The environment that is rendered: the one whose services have more than one pod. */
export const ENVIRONMENT = "prod";
/** Requests a second of {@link OnService.underLoad}. */
export const RATE = 500;

/** A rendered service on a real node, and what can be done to it. */
export interface OnService extends OnNode {
  readonly client: ApiClient;
  readonly key: string;
  /** The stack files. A change shows with the next {@link render}. */
  readonly project: StacksProject;
  /** The store that pods fetch promoted artifacts from, by its `bucket/key`. */
  readonly objects: Map<string, Uint8Array>;
  /** Makes an artifact and puts it into the store. @returns its entry for a record */
  readonly seal: (modelVersion: string) => PromotedVersion;
  /** The variables of a client of that store. */
  readonly storeEnv: Readonly<Record<string, string>>;
  /**
   * Renders the project as it is now; before a load, which it would take a core from.
   * @param namespace @default the service's
   */
  readonly render: (namespace?: string) => Promise<readonly Manifest[]>;
  /** Does something under load, with a second of it before and two after. */
  readonly underLoad: (
    what: string,
    work: (load: RouteLoad) => Promise<void>,
  ) => Promise<LoadCount>;
}

/** Tests of a service that `towpath render` wrote and that runs on a real node: docs/cluster-tests.md. */
export function describeOnService(
  title: string,
  facts: ServiceFacts,
  tests: (on: () => OnService) => void,
): void {
  const key = newKey();
  let project: StacksProject | undefined;
  let first: Manifest[] = [];
  let store: FakeS3 | undefined;

  /** The rendered image is not pulled: under its name there is this machine's own Node.js. */
  const images = async () => {
    project = await StacksProject.make();
    first = await project.render(ENVIRONMENT);
    const name = imageOf(first, facts.namespace);
    return [{ name, programs: [process.execPath], entrypoint: [process.execPath] }];
  };

  describeOnNode(title, images, (on) => {
    beforeAll(async () => {
      const { client } = on().plane;
      const noGateway = await installGatewayTypes(client);
      if (noGateway !== "") throw new Error(noGateway);
      await deploy(client, forNode(first, facts, { key, storeEnv: {} }));
      // The address is there as soon as a pod is.
      store = await startFakeS3({ host: MACHINE_ADDRESS });
    });
    afterAll(async () => {
      await store?.close();
      project?.remove();
    });

    tests(() => {
      const node = on();
      const { client } = node.plane;
      if (project === undefined || store === undefined) throw new Error("not started");
      const stacks = project;
      const { env: storeEnv, objects } = store;
      return {
        ...{ ...node, client, key, project, objects, storeEnv },
        seal: (modelVersion) => sealInto(objects, modelVersion),
        render: async (namespace = facts.namespace) =>
          forNode(await stacks.render(ENVIRONMENT), { ...facts, namespace }, { key, storeEnv }),
        underLoad: (what, work) => underLoad(client, { facts, key, what }, work),
      };
    });
  });
}

function sealInto(objects: Map<string, Uint8Array>, modelVersion: string): PromotedVersion {
  const folder = temporaryDirectory();
  const { manifestSha256 } = sealRule(folder, modelVersion);
  for (const name of readdirSync(folder)) {
    objects.set(`artifacts/${modelVersion}/${name}`, readFileSync(join(folder, name)));
  }
  return promoted(modelVersion, { uri: `s3://artifacts/${modelVersion}`, sha256: manifestSha256 });
}

async function underLoad(
  client: ApiClient,
  options: { readonly facts: ServiceFacts; readonly key: string; readonly what: string },
  work: (load: RouteLoad) => Promise<void>,
): Promise<LoadCount> {
  const { facts, key, what } = options;
  const route: Manifest = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: facts.service, namespace: facts.namespace },
  };
  const load = await RouteLoad.start(client, { route, key, rate: RATE });
  try {
    await load.more(RATE);
    await work(load);
    await load.more(2 * RATE);
  } finally {
    await load.stop();
  }
  const count = load.count();
  console.log(`${what}: ${JSON.stringify({ ...count, pods: count.pods.length })}`);
  return count;
}
