import type { Image, Images } from "../../../components/config/images";
import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import { parseRepository } from "./address";
import { type Failure, forEachImage } from "./outcome";
import { checkPlatform, platformsOf } from "./platforms";
import type { RegistryClient } from "./registry";

/** What became of one image. */
export type Pin = Resolved | (OfImage & Failure & { readonly result: "failed" });

interface OfImage {
  readonly name: string;
  /** As images.yaml has it. */
  readonly image: Image;
}

/** What a registry said. */
export interface Resolved extends OfImage {
  /** `pinned`: it had no digest; `moved`: its tag stands for another one now; `same`: it does not. */
  readonly result: "pinned" | "moved" | "same";
  readonly digest: string;
  readonly platforms: readonly string[];
}

/**
 * Which images to resolve: the named ones, all, or those without a digest; in the file's order.
 * @throws InputError for a name that images.yaml lacks, or for names beside `all`
 */
export function chooseImages(images: Images, names: readonly string[], all: boolean): Images {
  const known = Object.keys(images);
  for (const name of names) {
    if (known.includes(name)) continue;
    throw new InputError(
      `no image "${name}" in stacks/images.yaml${didYouMean(name, known)}; expected one of ${known.join(", ")}`,
    );
  }
  if (all && names.length > 0) {
    throw new InputError(`found --all and ${names.join(", ")}; expected one or the other`);
  }
  const chosen = ([name, { digest }]: [string, Image]) =>
    all || (names.length > 0 ? names.includes(name) : digest === null);
  return Object.fromEntries(Object.entries(images).filter(chosen));
}

/** Asks the registries what the tags stand for. Each image is tried, whatever happens to the others. */
export async function resolvePins(client: RegistryClient, images: Images): Promise<Pin[]> {
  return forEachImage<Pin>(
    images,
    async (name, image) => {
      const address = parseRepository(image.repository);
      const manifest = await client.manifest(address, image.tag);
      const platforms = await platformsOf(client, address, manifest);
      checkPlatform(address, platforms);
      const { digest } = manifest;
      const result = image.digest === null ? "pinned" : image.digest === digest ? "same" : "moved";
      return { name, image, result, digest, platforms };
    },
    (name, image, failure) => ({ name, image, result: "failed", ...failure }),
  );
}

/** Those of the answers that change images.yaml. */
export function changes(pins: readonly Pin[]): Resolved[] {
  return pins.filter((pin): pin is Resolved => pin.result === "pinned" || pin.result === "moved");
}
