import type { Environment } from "../../components/config/environment";
import { type Check, CHECKS } from "../checks";
import type { Rule } from "../engine/rule";
import { markdown, ruleSection } from "./rule-section";
import { table } from "./table";

/** What docs/policies.md is made of. */
export interface PageFacts {
  readonly rules: readonly Rule[];
  readonly environments: Readonly<Record<string, Environment>>;
  /** Folders of policies/ that hold rules. */
  readonly concerns: readonly string[];
}

const MARKS = ["<!-- rules:start -->", "<!-- rules:end -->"] as const;

/**
 * docs/policies.md with what the pack says of itself between its two marks; the rest is written by
 * hand. `npm run policies` does it, and a test fails while the page is stale.
 * @throws Error where the page lost a mark
 */
export function policiesPage(page: string, facts: PageFacts): string {
  const [start, end] = MARKS;
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`docs/policies.md lacks ${start} or ${end}`);
  return `${page.slice(0, from + start.length)}\n\n${generated(facts)}\n\n${page.slice(to)}`;
}

function generated({ rules, environments, concerns }: PageFacts): string {
  const places = rules.map((rule) => ({ rule, concern: concernOf(rule.id, concerns) }));
  const sections = concerns.flatMap((concern) => {
    const own = places.filter((one) => one.concern === concern).map(({ rule }) => rule);
    if (own.length === 0) return [];
    return [
      `## ${titleOf(concern)}`,
      ...own.map((rule) => {
        const file = `policies/${concern}/${rule.id.slice(concern.length + 1)}.ts`;
        return ruleSection(rule, file, environments);
      }),
    ];
  });
  return ["## Checks and their rules", checksTable(rules), ...sections].join("\n\n");
}

/**
 * The folder that a rule lies in: the longest that its id begins with.
 * @throws Error where there is none
 */
export function concernOf(id: string, concerns: readonly string[]): string {
  const found = concerns
    .filter((concern) => id.startsWith(`${concern}-`))
    .sort((a, b) => b.length - a.length)[0];
  if (found === undefined) throw new Error(`${id} begins with no folder of policies/`);
  return found;
}

/** `keys-and-secrets` → `Keys and secrets`; the short forms of the trade keep their capitals. */
function titleOf(concern: string): string {
  const words = concern.replaceAll("-", " ").replace(/^gpu\b/, "GPU");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function checksTable(rules: readonly Rule[]): string {
  const rows = Object.entries(CHECKS).map(([check, what]) => {
    const covering = rules.filter(({ checks }) => checks.includes(check as Check));
    return [
      check,
      markdown(what),
      covering.length === 0 ? "not yet" : covering.map(({ id }) => `[${id}](#${id})`).join(", "),
    ];
  });
  return table(["check", "what must hold", "rules"], rows);
}
