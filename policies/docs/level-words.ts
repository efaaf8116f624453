import type { Environment } from "../../components/config/environment";
import { enforcementOf } from "../engine/level";
import type { Level } from "../engine/rule";

/** What a level does where somebody previews. */
const WORDS = {
  advisory: "warns",
  mandatory: "stops",
  remediate: "mends",
  disabled: "off",
} as const;

/** `warns in dev and local; stops in prod and staging`: what a break of a rule does, by environment. */
export function levelWords(
  level: Level,
  environments: Readonly<Record<string, Environment>>,
): string {
  const byWord = new Map<string, string[]>();
  for (const [name, { settings }] of Object.entries(environments)) {
    const word = WORDS[enforcementOf(level, settings)];
    byWord.set(word, [...(byWord.get(word) ?? []), name]);
  }
  const [only] = byWord;
  if (only !== undefined && byWord.size === 1) return `${only[0]} everywhere`;
  return [...byWord].map(([word, names]) => `${word} in ${listed(names)}`).join("; ");
}

/** `dev, local and prod`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
