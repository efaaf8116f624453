import { isSet } from "../engine/known";
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
