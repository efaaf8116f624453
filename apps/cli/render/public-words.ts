import type { Registration } from "../preview/registration";
import { isMap } from "../preview/wire";

/**
 * Texts that are no secrets although a Secret holds them too: the SDK marks all of a Secret's data,
 * also a user's name that is the name of a resource, and every mention of that name would go.
 */
export function publicWords(registrations: readonly Registration[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const { name, inputs } of registrations) {
    const { metadata } = inputs;
    const names = isMap(metadata) ? [metadata.name, metadata.namespace] : [];
    for (const text of [name, ...names]) {
      if (typeof text !== "string") continue;
      for (const word of [text, ...text.split("-")]) words.add(word);
    }
  }
  return words;
}
