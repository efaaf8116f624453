import type { Image, Images } from "../../../components/config/images";
import { parseRepository } from "./address";
import { type Failure, forEachImage } from "./outcome";
import type { RegistryClient } from "./registry";
import { RegistryError } from "./registry-error";

/** How an image of stacks/images.yaml stands to its registry. */
export type ImageCheck = { readonly name: string; readonly image: Image } & (
  | { readonly status: "ok" | "unresolved" }
  | {
      readonly status: "moved";
      /** What the tag stands for now. */
      readonly found: string;
      /** false: the registry has deleted the pinned image, and a new node cannot pull it. */
      readonly pinnedThere: boolean;
    }
  | { readonly status: "gone"; readonly pinnedThere: boolean }
  | ({ readonly status: "unknown" } & Failure)
);

/** Asks about every image; the order is theirs. Without a digest there is nothing to ask. */
export async function checkImages(client: RegistryClient, images: Images): Promise<ImageCheck[]> {
  return forEachImage<ImageCheck>(
    images,
    (name, image) => checkImage(client, name, image),
    (name, image, failure) => ({ name, image, status: "unknown", ...failure }),
  );
}

async function checkImage(client: RegistryClient, name: string, image: Image): Promise<ImageCheck> {
  const { digest, tag } = image;
  if (digest === null) return { name, image, status: "unresolved" };
  const address = parseRepository(image.repository);
  const there = (reference: string) => unlessMissing(client.head(address, reference));
  const found = await there(tag);
  if (found === digest) return { name, image, status: "ok" };
  const pinnedThere = (await there(digest)) !== undefined;
  return found === undefined
    ? { name, image, status: "gone", pinnedThere }
    : { name, image, status: "moved", found, pinnedThere };
}

/** undefined for what the registry does not have; every other failure stays one. */
async function unlessMissing(digest: Promise<string>): Promise<string | undefined> {
  try {
    return await digest;
  } catch (error) {
    if (error instanceof RegistryError && error.failure === "not-found") return undefined;
    throw error;
  }
}
