import { randomBytes } from "node:crypto";
import { sha256 } from "../../lib/digest";
import type { ApiClient } from "./api-client";
import { isOfGateway } from "./gateway-types";
import { type Manifest, titleOf } from "./manifest";

/*
 * A rendered service on the real node: what is changed in the rendered objects, and in which order
 * they come.
 */

/** Which service of a render. */
export interface ServiceFacts {
  readonly namespace: string;
  readonly service: string;
}

/** What a test fills in. */
export interface Filling {
  /** The client's key. */
  readonly key: string;
  /** The variables of the store that artifacts are fetched from; empty while there is none. */
  readonly storeEnv: Readonly<Record<string, string>>;
}

/** A client's key, made for one test. */
export const newKey = (): string => randomBytes(32).toString("hex");

/**
 * The objects of the service's namespace, with the two changes that make them run here:
 * - the Secrets get a key, since a render never holds one;
 * - a fetch container that reads S3 is told of the test's store, which stands for S3 and Pod Identity.
 * Everything else is as rendered: image, commands, resources, probes, security, spread, budgets.
 */
export function forNode(
  objects: readonly Manifest[],
  { namespace, service }: ServiceFacts,
  { key, storeEnv }: Filling,
): Manifest[] {
  return objects
    .filter(
      ({ kind, metadata }) =>
        metadata?.namespace === namespace || (kind === "Namespace" && metadata?.name === namespace),
    )
    .map((object) => {
      if (object.kind === "Deployment") return withStore(object, storeEnv);
      if (object.kind !== "Secret") return object;
      const isDigests = object.metadata?.name === `${service}-keys`;
      const filled = isDigests ? { "keys.txt": `test sha256:${sha256(key)}\n` } : { key };
      const names = Object.keys(object.stringData as object);
      const wanted = Object.keys(filled);
      if (names.join() !== wanted.join()) {
        throw new Error(`${titleOf(object)} has ${names.join()}; expected ${wanted.join()}`);
      }
      return { ...object, stringData: filled };
    });
}

/** The image that a rendered service runs. @throws Error when it runs more than one */
export function imageOf(objects: readonly Manifest[], namespace: string): string {
  const images = objects
    .filter(({ kind, metadata }) => kind === "Deployment" && metadata?.namespace === namespace)
    .flatMap((object) => {
      const { containers, initContainers } = podOf(object);
      return [...containers, ...initContainers].map(({ image }) => image);
    });
  const [image, ...others] = new Set(images);
  if (image === undefined || others.length > 0) {
    throw new Error(`expected one image, found ${images.join(", ")}`);
  }
  return image;
}

/** Applies objects in their order, and the routes once every Deployment is rolled out: as Pulumi does. */
export async function deploy(client: ApiClient, objects: readonly Manifest[]): Promise<void> {
  await applyPods(client, objects);
  for (const object of objects) if (object.kind === "Deployment") await rolledOut(client, object);
  for (const object of objects) if (isOfGateway(object)) await client.apply(object);
}

/** Applies everything but the routes, in its order, and waits for nothing. */
export async function applyPods(client: ApiClient, objects: readonly Manifest[]): Promise<void> {
  for (const object of objects) if (!isOfGateway(object)) await client.apply(object);
}

/** Waits until a Deployment's pods are all of its newest template, ready, and no other is left. */
export async function rolledOut(
  client: ApiClient,
  deployment: Manifest,
  limitMs?: number,
): Promise<void> {
  const check = async () => {
    const live = await client.get(deployment);
    const { replicas } = (live?.spec ?? {}) as { replicas?: number };
    const status = (live?.status ?? {}) as Record<string, number | undefined>;
    const counts = [status.replicas, status.updatedReplicas, status.availableReplicas];
    const seen =
      status.observedGeneration === (live?.metadata as { generation?: number }).generation;
    return seen && counts.every((count) => count === replicas) ? true : undefined;
  };
  await client.until(`${titleOf(deployment)} is rolled out`, check, limitMs);
}

interface Container {
  readonly name: string;
  readonly image: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
}

interface PodTemplate {
  readonly containers: readonly Container[];
  readonly initContainers: readonly Container[];
}

function podOf({ spec }: Manifest): PodTemplate {
  return (spec as { template: { spec: PodTemplate } }).template.spec;
}

function withStore(deployment: Manifest, env: Readonly<Record<string, string>>): Manifest {
  const { initContainers } = podOf(deployment);
  const isStored = ({ env: own = [] }: Container) =>
    own.some(({ name, value }) => name === "ARTIFACT_URI" && value?.startsWith("s3://") === true);
  // A baseline's pods stay as they are rendered.
  if (!initContainers.some(isStored)) return deployment;
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  const spec = deployment.spec as { template: { spec: object } };
  const pod = {
    ...spec.template.spec,
    initContainers: initContainers.map((one) => ({
      ...one,
      env: [...(one.env ?? []).filter(({ name }) => !(name in env)), ...variables],
    })),
  };
  return { ...deployment, spec: { ...spec, template: { ...spec.template, spec: pod } } };
}
