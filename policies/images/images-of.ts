import { known } from "../engine/known";
import type { Properties, Subject } from "../engine/subject";
import { containersOf, podsOf, WORKLOADS } from "../reading/pods";

/** What makes pods that the program itself does not: their images stand somewhere in the inputs. */
const MAKERS = [
  "kubernetes:helm.sh/v3:Release",
  "kubernetes:helm.sh/v3:Chart",
  "kubernetes:helm.sh/v4:Chart",
  "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
];

/** Everything that names images. */
export const IMAGE_USERS: readonly string[] = [...WORKLOADS, ...MAKERS];

/** A place that names an image. */
export interface ImageUse {
  /** For messages: `container "web"`, `values.global.images.envoyGateway.image`. */
  readonly where: string;
  /** @throws UnknownValueError where only a deployment knows it */
  readonly image: () => string;
}

/** An image's name in its parts. */
export interface ImageName {
  /** With registry: `docker.io/library/node` for `node`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/** Every image that a resource names. */
export function imagesOf(resource: Subject): ImageUse[] {
  if (MAKERS.includes(resource.type)) {
    const found: ImageUse[] = [];
    for (const key of ["values", "spec"]) {
      if (resource.props[key] !== undefined) walk(key, resource.props[key], found);
    }
    return found;
  }
  const pods = podsOf(resource);
  return pods === undefined
    ? []
    : containersOf(pods.spec).map((container) => ({
        where: `container "${container.name ?? "without a name"}"`,
        image: () => container.image ?? "",
      }));
}

/** Texts under `image`, and the parts that charts write it in: registry, repository, tag, digest. */
function walk(path: string, value: unknown, found: ImageUse[]): void {
  if (typeof value !== "object" || value === null) return;
  const parts = value as Properties;
  if (typeof quiet(() => parts.repository) === "string") {
    found.push({ where: path, image: () => joined(parts) });
    return;
  }
  for (const key of Object.keys(value)) {
    const inner = quiet(() => parts[key]);
    if (key === "image" && typeof inner !== "object") {
      found.push({ where: `${path}.image`, image: () => text(parts.image) });
    } else {
      walk(Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, inner, found);
    }
  }
}

function joined(parts: Properties): string {
  const registry = text(parts.registry);
  const tag = text(parts.tag);
  const digest = text(parts.digest);
  return `${registry === "" ? "" : `${registry}/`}${text(parts.repository)}${tag === "" ? "" : `:${tag}`}${digest === "" ? "" : `@${digest}`}`;
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** An unknown value is a symbol here, which is no object and no text. */
function quiet(read: () => unknown): unknown {
  return known(read);
}

/**
 * An image's name as the container runtime reads it: without a registry it is Docker's
 * (github.com/distribution/reference at 4ca14034, normalize.go).
 */
export function imageName(image: string): ImageName {
  const [name = "", digest] = image.split("@");
  const colon = name.lastIndexOf(":");
  const tagged = colon > name.lastIndexOf("/");
  const path = tagged ? name.slice(0, colon) : name;
  return {
    repository: withRegistry(path),
    tag: tagged ? name.slice(colon + 1) : undefined,
    digest,
  };
}

function withRegistry(path: string): string {
  const [first = "", ...rest] = path.split("/");
  if (rest.length === 0) return `docker.io/library/${path}`;
  return /[.:]/.test(first) || first === "localhost" ? path : `docker.io/${path}`;
}
