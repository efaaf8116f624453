import * as z from "zod";
import type { ImageAddress } from "./address";
import { RegistryError } from "./registry-error";
import type { Manifest, RegistryClient } from "./registry";

/**
 * What every node of the platform runs: its instance types and AMIs are x86_64
 * (components/nodes/instance-families.ts refuses the others).
 */
export const NODE_PLATFORM = "linux/amd64";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const platform = z.looseObject({ os: z.string(), architecture: z.string() });

/** The parts of an index or a manifest that say what it runs on (opencontainers/image-spec). */
const manifestSchema = z.looseObject({
  schemaVersion: z.literal(2),
  manifests: z.array(z.looseObject({ platform: platform.optional() })).optional(),
  config: z.looseObject({ digest }).optional(),
});

/**
 * The platforms that an image is for, sorted, such as `linux/amd64`. An index lists them; of a single
 * manifest the configuration tells. Attestations, listed as `unknown/unknown`, are left out.
 * @throws RegistryError for what is no image
 */
export async function platformsOf(
  client: Pick<RegistryClient, "blob">,
  image: ImageAddress,
  manifest: Manifest,
): Promise<string[]> {
  const { manifests, config } = parse(manifest.body, manifestSchema, image);
  if (manifests !== undefined) {
    const names = manifests.flatMap((one) =>
      one.platform === undefined ? [] : [nameOf(one.platform)],
    );
    return [...new Set(names)].filter((name) => name !== "unknown/unknown").sort();
  }
  if (config === undefined) throw noImage(image);
  return [nameOf(parse(await client.blob(image, config.digest), platform, image))];
}

/** @throws RegistryError unless our nodes can run the image */
export function checkPlatform(image: ImageAddress, platforms: readonly string[]): void {
  if (platforms.includes(NODE_PLATFORM)) return;
  throw new RegistryError(
    "wrong-platform",
    `${image.registry}/${image.name} is for ${platforms.join(", ") || "no platform at all"}; expected ${NODE_PLATFORM} among them`,
    `The nodes of every environment are ${NODE_PLATFORM}: choose a tag that is built for it.`,
  );
}

function nameOf({ os, architecture }: z.output<typeof platform>): string {
  return `${os}/${architecture}`;
}

function parse<S extends z.ZodType>(body: Buffer, schema: S, image: ImageAddress): z.output<S> {
  let data: unknown;
  try {
    data = JSON.parse(body.toString("utf8"));
  } catch {
    throw noImage(image);
  }
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw noImage(image);
  return parsed.data;
}

function noImage(image: ImageAddress): RegistryError {
  return new RegistryError(
    "bad-answer",
    `${image.registry}: ${image.name} is no image index or manifest of schema 2`,
    "Check that the repository is a container image's; images of schema 1 must be pushed again by their owner.",
  );
}
