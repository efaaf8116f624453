import type { Environment } from "./environment";
import type { Images } from "./images";

/*
 * Which images an environment runs. Decided here, before anything is registered: an update that must
 * be refused because of an image is refused while nothing has been made.
 */

/**
 * Image → does an environment run it? What is not here runs nowhere yet. A component that starts to
 * use an image gets a line; tests/images-used.test.ts finds a missing or a wrong one.
 */
const USED: Readonly<Record<string, (environment: Environment) => boolean>> = {
  "nvidia-device-plugin": hasGpuPools,
  "dcgm-exporter": hasGpuPools,
  mlflow: (environment) => environment.kind === "aws" && environment.maturity >= 2,
};

/** The names of the images that an environment runs, sorted. */
export function imagesUsed(environment: Environment): string[] {
  return Object.keys(USED)
    .filter((name) => USED[name]?.(environment))
    .sort();
}

/** Those of them that have no digest. */
export function unresolvedImagesOf(environment: Environment, images: Images): string[] {
  return imagesUsed(environment).filter((name) => images[name]?.digest === null);
}

function hasGpuPools(environment: Environment): boolean {
  return environment.kind === "aws" && Object.keys(environment.gpu_pools).length > 0;
}
