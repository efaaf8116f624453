import { DATA_CLASSES } from "../../components/config/environment-schema";
import { TAGS, tagsOf } from "../../components/config/tags";
import { isSet, known } from "../engine/known";
import type { Subject } from "../engine/subject";

/** Tags in AWS's two forms: a map, or, for an Auto Scaling group, a list. */
export type TagsInput =
  Readonly<Record<string, string>> | readonly { readonly key?: string; readonly value?: string }[];

/** What may carry tags. */
export interface TaggedProps {
  readonly tags?: TagsInput;
}

/** A tag's value; undefined where there is none. Throws where only a deployment knows it. */
export type TagReader = (key: string) => string | undefined;

/**
 * The tags of a resource: its own, then those that its provider gives to everything it makes.
 * Throws where only a deployment knows all of them.
 */
export function tagReader({ props, provider }: Subject<TaggedProps>): TagReader {
  const own = readerOf(props.tags);
  const defaults = readerOf(defaultTags(provider?.props));
  return (key) => own(key) ?? defaults(key);
}

/** Reads tags of either form. */
export function readerOf(tags: TagsInput | undefined): TagReader {
  if (tags === undefined) return () => undefined;
  if (isList(tags)) return (key) => tags.find((tag) => tag.key === key)?.value;
  return (key) => tags[key];
}

function isList(tags: TagsInput): tags is Extract<TagsInput, readonly unknown[]> {
  return Array.isArray(tags);
}

/** `defaultTags` of a provider, which travels to it as JSON text. */
function defaultTags(provider: object | undefined): TagsInput | undefined {
  if (!isSet(provider, "defaultTags")) return undefined;
  const given = (provider as { readonly defaultTags: unknown }).defaultTags;
  const parsed: unknown = typeof given === "string" ? JSON.parse(given) : given;
  return (parsed as { readonly tags?: TagsInput } | null)?.tags;
}

/** Required tags that are not there; one with an unknown value is. */
export function missingTags(read: TagReader): string[] {
  return TAGS.filter((key) => {
    const value = known(() => read(key));
    return value === undefined || value === "";
  });
}

/**
 * Tags with a value that cannot be right here: `tag towpath:environment is "dev"; expected "prod"`. Who is
 * an owner, ownership-active-owner says. Throws where only a deployment knows such a value.
 */
export function wrongTags(read: TagReader, environment: string): string[] {
  const right = tagsOf({ environment, owner: "", service: "" });
  const exact = (
    ["towpath:environment", "towpath:managed-by", "towpath:repository"] as const
  ).flatMap((key) => {
    const value = read(key);
    return value === undefined || value === "" || value === right[key]
      ? []
      : [`tag ${key} is "${value}"; expected "${right[key]}"`];
  });
  const data = read("towpath:data-class");
  const known = data === undefined || data === "" || DATA_CLASSES.some((one) => one === data);
  return known
    ? exact
    : [...exact, `tag towpath:data-class is "${data}"; expected one of ${DATA_CLASSES.join(", ")}`];
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
