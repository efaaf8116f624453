/** Pulumi's names for resources: `urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME`. */

/** The type of the one resource that every other descends from. */
export const STACK_TYPE = "pulumi:pulumi:Stack";

/** Makes a URN with the whole chain of parents' types, as the engine does. */
export function mintUrn(
  place: { stack: string; project: string },
  resource: { type: string; name: string; parent: string },
): string {
  const chain = resource.parent === "" ? "" : typeChain(resource.parent);
  const prefix = chain === "" || chain === STACK_TYPE ? "" : `${chain}$`;
  return `urn:pulumi:${place.stack}::${place.project}::${prefix}${resource.type}::${resource.name}`;
}

/** `towpath:a:B$aws:s3/bucket:Bucket` of a URN. */
function typeChain(urn: string): string {
  // Type tokens have single colons, so `::` only separates.
  return urn.split("::")[2] ?? "";
}

/** The resource's own type token. */
export function typeOf(urn: string): string {
  return typeChain(urn).split("$").at(-1) ?? "";
}

/** The resource's logical name, which may itself contain `::`. */
export function nameOf(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** `Bucket "datasets" (aws:s3/bucket:Bucket)`: a resource in a message. */
export function describe(urn: string): string {
  return urn === "" ? "the stack" : `${shortType(typeOf(urn))} "${nameOf(urn)}" (${typeOf(urn)})`;
}

/** `aws:s3/bucketVersioning:BucketVersioning` → `BucketVersioning`. */
export function shortType(type: string): string {
  return type.split(":").at(-1) ?? type;
}
