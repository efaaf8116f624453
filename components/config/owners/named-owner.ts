/** Where a resource says itself whose it is. */
export interface NamedOwner {
  readonly owner: string;
  /** `tag towpath:owner`, for a reader. */
  readonly place: string;
}

/** What can name an owner; inputs as the program wrote them. */
export interface Naming {
  /** Type token. */
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** How a preview's report writes a value that only a deployment knows (docs/design.md). */
const UNKNOWN = "<unknown>";

/**
 * The owner that a resource names: a component's own `owner`, a tag, a label, and last the tags that
 * its provider gives to everything.
 * @returns undefined where nothing names one, or only a deployment knows it
 */
export function namedOwner(
  { type, inputs }: Naming,
  provider?: Readonly<Record<string, unknown>>,
): NamedOwner | undefined {
  const component = type.startsWith("towpath:");
  const places: readonly (readonly [string, () => unknown])[] = [
    ["owner", () => (component ? inputs.owner : undefined)],
    ["tag towpath:owner", () => (takesLabels(type) ? undefined : tag(inputs.tags))],
    ["label towpath.dev/owner", () => label(component ? inputs : inputs.metadata)],
    ["provider's tag towpath:owner", () => defaultTag(type, provider)],
  ];
  for (const [place, read] of places) {
    const owner = read();
    if (typeof owner === "string" && owner !== "" && owner !== UNKNOWN) return { owner, place };
  }
  return undefined;
}

const takesLabels = (type: string) => type.startsWith("kubernetes:");

/** A map, or, for an Auto Scaling group, a list. */
function tag(tags: unknown): unknown {
  if (!Array.isArray(tags)) return at(tags, "towpath:owner");
  return at(
    tags.find((one: unknown) => at(one, "key") === "towpath:owner"),
    "value",
  );
}

function label(holder: unknown): unknown {
  return at(at(holder, "labels"), "towpath.dev/owner");
}

/** `defaultTags` travels to the provider as JSON text. */
function defaultTag(type: string, provider: unknown): unknown {
  if (!type.startsWith("aws:")) return undefined;
  const given = at(provider, "defaultTags");
  if (given === UNKNOWN) return undefined;
  const parsed: unknown = typeof given === "string" ? JSON.parse(given) : given;
  return tag(at(parsed, "tags"));
}

function at(holder: unknown, key: string): unknown {
  return typeof holder === "object" && holder !== null && Object.hasOwn(holder, key)
    ? (holder as Readonly<Record<string, unknown>>)[key]
    : undefined;
}
