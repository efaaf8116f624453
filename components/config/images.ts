import { z } from "zod";
import { InputError } from "../../lib/errors";
import { didYouMean } from "../../lib/nearest";
import type { YamlFile } from "../../lib/yaml-file";
import { factSource, kebabName } from "./names";
import { readStacksFile } from "./read";

/**
 * A registry and a path. As in Docker's own names, the first part is a registry when it has a dot, a
 * port, or is localhost (github.com/distribution/reference at 4ca14034, normalize.go): a lab's
 * `registry.local:5000/x` and kind's `kind-registry:5000/x` are in, `mlflow/mlflow` is not.
 */
const REPOSITORY =
  /^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9-]+(?=:\d))(:\d{1,5})?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/;

/** One container image. Tags move; what runs is the digest. */
export const imageSchema = z.strictObject({
  repository: z
    .string()
    .regex(REPOSITORY, "expected a registry and a path, such as ghcr.io/mlflow/mlflow")
    .describe("Registry and path, without a tag."),
  tag: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "expected a tag, such as v1.2.3")
    .refine((tag) => tag !== "latest", "expected a version; latest is another image every week")
    .describe("The tag that the digest was read from."),
  digest: z
    .string()
    .regex(/^sha256:[0-9a-f]{64}$/, "expected sha256: and 64 hex digits, or null")
    .nullable()
    .describe("Digest of the image's index; null until `towpath images pin` resolves it."),
  source: factSource.describe("Where repository, tag and digest were read."),
});

/** `stacks/images.yaml`: every image that the platform runs, by name. */
export const imagesSchema = z.record(kebabName, imageSchema);

export type Image = z.output<typeof imageSchema>;
export type Images = z.output<typeof imagesSchema>;

/** What a container's `image` is, and whether its bytes are fixed. */
export interface ImageRef {
  /** `repository:tag@digest`; without digest when unresolved. */
  readonly reference: string;
  /** false: the tag alone decides what runs, which posture `unresolvedImages` may refuse. */
  readonly resolved: boolean;
}

/**
 * Reads stacks/images.yaml.
 * @throws InputError naming every problem with file:line:column
 */
export function loadImages(root: string): Images {
  return openImages(root).value;
}

/** Like {@link loadImages}, with the document behind it for edits that keep comments. */
export function openImages(root: string): YamlFile<Images> {
  return readStacksFile(root, "stacks/images.yaml", imagesSchema);
}

/** How a pod names an image. @throws InputError for a name that images.yaml lacks */
export function imageRef(images: Images, name: string): ImageRef {
  const image = Object.hasOwn(images, name) ? images[name] : undefined;
  if (image === undefined) {
    const names = Object.keys(images);
    throw new InputError(
      `no image "${name}" in stacks/images.yaml${didYouMean(name, names)}; expected one of ${names.join(", ")}`,
    );
  }
  const { repository, tag, digest } = image;
  return digest === null
    ? { reference: `${repository}:${tag}`, resolved: false }
    : { reference: `${repository}:${tag}@${digest}`, resolved: true };
}

/** The names of images without a digest, sorted. */
export function unresolvedImages(images: Images): string[] {
  return Object.keys(images)
    .filter((name) => images[name]?.digest === null)
    .sort();
}
