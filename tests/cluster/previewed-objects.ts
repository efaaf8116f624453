import { createHash } from "node:crypto";
import type { PreviewReport, PreviewResource } from "../../apps/cli/preview/report";
import type { Manifest } from "./manifest";
import { fillReferences, type Named, usedKeys } from "./references";

/** What stands for a value that only a deployment knows: fit for a label, a DNS name and a path. */
export const STAND_IN = "stand-in";

/** How a preview writes what it does not know or must not show: docs/design.md, "Formats". */
const PLACEHOLDERS = /<unknown>|<secret>/g;
/** Fields of pods whose unknown value is a list of strings. */
const LISTS: ReadonlySet<string> = new Set(["command", "args"]);
/** Fields of Secrets and ConfigMaps whose unknown value is a map of strings. */
const MAPS: ReadonlySet<string> = new Set(["data", "stringData"]);

/** A Helm release is no object: the provider renders its chart when it deploys. */
const RELEASE = "kubernetes:helm.sh/v3:Release";

/**
 * The Kubernetes objects that a program registers, in the order in which it makes them, ready for an
 * API server. What a preview leaves open is closed like this:
 *
 * - a missing `metadata.name` is made of the resource's name and eight characters, as the provider
 *   does (pulumi/pulumi-kubernetes, provider/pkg/metadata/naming.go), but the same each time;
 * - a reference to such an object gets that name: references.ts;
 * - an unknown `command` or `args` is a list of one stand-in; an unknown `data` or `stringData` has
 *   a stand-in for each key that another object asks for; anything else is the stand-in itself.
 *
 * A stand-in that does not fit its field is refused by the API server, with the field's path.
 * @throws Error when a reference has more than one possible target
 */
export function objectsOf(report: PreviewReport): Manifest[] {
  const named = inOrder(report.resources)
    .filter(({ type }) => type.startsWith("kubernetes:") && type !== RELEASE)
    .map(named_);
  const byUrn = new Map(named.map((one) => [one.resource.urn, one]));
  const referring = named.map((one) => fillReferences(one, byUrn));
  const keys = usedKeys(referring);
  return referring.map((object) => {
    const own = keys.get(`${object.kind} ${object.metadata?.name ?? ""}`) ?? [];
    return filled(object, "", own) as Manifest;
  });
}

function named_(resource: PreviewResource): Named {
  const object = resource.inputs as unknown as Manifest;
  const hash = createHash("sha256").update(resource.urn).digest("hex").slice(0, 8);
  const name = object.metadata?.name ?? `${resource.name}-${hash}`;
  return { resource, object: { ...object, metadata: { ...object.metadata, name } } };
}

/** Resources after what they depend on; else in the report's order, which is that of their URNs. */
function inOrder(resources: readonly PreviewResource[]): PreviewResource[] {
  const byUrn = new Map(resources.map((one) => [one.urn, one]));
  const done = new Set<string>();
  const ordered: PreviewResource[] = [];
  const visit = (resource: PreviewResource) => {
    if (done.has(resource.urn)) return;
    done.add(resource.urn);
    for (const urn of resource.dependencies) {
      const dependency = byUrn.get(urn);
      if (dependency !== undefined) visit(dependency);
    }
    ordered.push(resource);
  };
  resources.forEach(visit);
  return ordered;
}

/** A value with its placeholders filled. @param field the key that it is under */
function filled(value: unknown, field: string, keys: readonly string[]): unknown {
  if (typeof value === "string") {
    if (LISTS.has(field) && isPlaceholder(value)) return [STAND_IN];
    if (MAPS.has(field) && isPlaceholder(value)) return standIns(field, keys);
    return value.replaceAll(PLACEHOLDERS, STAND_IN);
  }
  // An item is what its list is about, and lists of lists of strings do not occur.
  if (Array.isArray(value)) return value.map((item: unknown) => filled(item, "", keys));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, filled(inner, key, keys)]),
  );
}

/** The API wants `data` of Secrets in base64; the stand-in is valid text and valid base64 alike. */
function standIns(field: string, keys: readonly string[]): Record<string, string> {
  const text = field === "data" ? Buffer.from(STAND_IN).toString("base64") : STAND_IN;
  return Object.fromEntries(keys.map((key) => [key, text]));
}

function isPlaceholder(text: string): boolean {
  return text.replace(PLACEHOLDERS, "") === "" && text !== "";
}
