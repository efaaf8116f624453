import { autoscalerImages } from "./autoscaler-image";
import type { Environment } from "./environment";
import type { Images } from "./images";
import { languageModelOf, type Service } from "./service";

/*
 * Which images an environment runs. Decided here, before anything is registered: an update that must
 * be refused because of an image is refused while nothing has been made.
 */

/** An environment, and what it may serve. */
export interface Running {
  /** The environment's name: promotion records go by it. */
  readonly name: string;
  readonly environment: Environment;
  readonly services: Readonly<Record<string, Service>>;
}

/**
 * Image → does an environment run it? What is not here runs nowhere yet. A component that starts to
 * use an image gets a line; tests/images-used.test.ts finds a missing or a wrong one.
 */
const USED: Readonly<Record<string, (environment: Environment, running: Running) => boolean>> = {
  "nvidia-device-plugin": hasGpus,
  "dcgm-exporter": hasGpus,
  node: anywhere,
  "envoy-gateway": anywhere,
  envoy: anywhere,
  // In a cluster that is there already its Python also makes the object store's buckets.
  mlflow: (environment) => isExistingCluster(environment) || environment.maturity >= 2,
  // The database itself where there is no RDS; its programs wherever tracking is backed up.
  postgres: (environment) => environment.maturity >= 2,
  versitygw: isExistingCluster,
  vllm: (_, { name, services }) =>
    Object.values(services).some((service) => languageModelOf(service, name) !== undefined),
};

/** The names of the images that an environment runs, or may run, sorted. */
export function imagesUsed(running: Running, images: Images): string[] {
  const { environment } = running;
  const always = Object.keys(USED).filter((name) => USED[name]?.(environment, running));
  return [...always, ...autoscalersOf(environment, images)].sort();
}

/** The autoscaler of the cluster's version; where EKS decides that at the deployment, each of them. */
function autoscalersOf(environment: Environment, images: Images): string[] {
  if (environment.kind !== "aws") return [];
  const known = autoscalerImages(images);
  const { version } = environment.cluster;
  if (version === null) return [...known.values()];
  const name = known.get(version);
  return name === undefined ? [] : [name];
}

/** Those of them that have no digest. */
export function unresolvedImagesOf(running: Running, images: Images): string[] {
  return imagesUsed(running, images).filter((name) => images[name]?.digest === null);
}

function anywhere(): boolean {
  return true;
}

function hasGpus(environment: Environment): boolean {
  const { kind } = environment;
  const shared = kind === "aws" ? environment.gpu_pools : environment.gpu_profiles;
  return Object.keys(shared).length > 0;
}

function isExistingCluster(environment: Environment): boolean {
  return environment.kind === "kubernetes";
}
