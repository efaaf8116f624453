import { z } from "zod";
import type { Environment } from "../../components/config/environment";
import { controlText } from "../engine/controls";
import type { Rule } from "../engine/rule";
import { levelWords } from "./level-words";
import { cell, table } from "./table";

/** The part of docs/policies.md about one rule; its heading is its id, and so its anchor. */
export function ruleSection(
  rule: Rule,
  file: string,
  environments: Readonly<Record<string, Environment>>,
): string {
  const facts = [
    `**${rule.severity}**`,
    levelWords(rule.level, environments),
    EXEMPTIBLE[rule.exemptible ?? "yes"],
    rule.kind === "stack" ? "about the stack" : "about one resource",
    `[${file}](../${file})`,
  ];
  return [
    `### ${rule.id}`,
    facts.join(" · "),
    markdown(rule.description),
    `**Why.** ${markdown(rule.why)}`,
    `**Mend it.** ${markdown(rule.remediation)}`,
    ...settingsTable(rule),
    ...references(rule),
  ].join("\n\n");
}

const EXEMPTIBLE = {
  yes: "may be lifted",
  no: "no exception lifts it",
  "not-in-prod": "may be lifted where one pair of eyes is enough",
} as const;

/** What zod's JSON Schema says of one setting. */
interface Setting {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
}

function settingsTable(rule: Rule): string[] {
  if (rule.config === undefined) return [];
  const { properties = {} } = z.toJSONSchema(rule.config, { io: "input" });
  const rows = Object.entries(properties).map(([name, property]) => {
    const setting = property as Setting;
    return [
      code(name),
      setting.enum?.map((value) => code(JSON.stringify(value))).join(", ") ??
        [setting.type ?? "any"].flat().join(" or "),
      defaultText(setting.default),
      setting.description ?? "",
    ];
  });
  return rows.length === 0 ? [] : [table(["setting", "type", "default", "what it says"], rows)];
}

/** Longest default that a table shows; the rest stands in the rule's file. */
const SHOWN = 80;

function defaultText(value: unknown): string {
  if (value === undefined) return "none";
  const text = JSON.stringify(value);
  if (text.length <= SHOWN) return code(text);
  if (Array.isArray(value)) return `a list of ${value.length}, in the rule's file`;
  return `${Object.keys(value as object).length} entries, in the rule's file`;
}

function references({ checks, controls = [] }: Rule): string[] {
  const parts = [
    ...(checks.length === 0 ? [] : [`Checks: ${checks.join(", ")}.`]),
    ...controls.map((control) => {
      const { name, version, reference, specification } = controlText(control);
      return `${name} ${version}, ${reference}: ${markdown(specification.replace(/\.$/, ""))}.`;
    }),
  ];
  return parts.length === 0 ? [] : [parts.map((part) => `- ${part}`).join("\n")];
}

/** What Markdown would take for its own; an underscore inside a word it leaves alone. */
const MARK_UP = /[*<>[\]]|(?<!\w)_|_(?!\w)/g;

/** Text of a rule as Markdown: what is not in backticks already is no mark-up. */
export function markdown(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(MARK_UP, "\\$&")))
    .join("");
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}
