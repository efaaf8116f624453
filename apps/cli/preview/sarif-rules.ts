import type { PolicyRule, Severity } from "./violation";

/** Longest `fullDescription` that GitHub shows. */
const DESCRIPTION_LENGTH = 1_000;
/** Most tags that GitHub shows of a rule. */
const MOST_TAGS = 10;

/**
 * The pack's word for how bad it is, as the score that GitHub turns back into that word: over 9.0 is
 * critical, from 7.0 high, from 4.0 medium, below that low
 * (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
 */
const SCORES: Readonly<Record<Severity, string | undefined>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "2.0",
  unspecified: undefined,
};

const LEVELS: Readonly<Record<PolicyRule["enforcement"], string>> = {
  mandatory: "error",
  advisory: "warning",
  remediate: "warning",
  disabled: "none",
};

/** What tells a rule from those of other packs. */
export function ruleKey(pack: string, name: string): string {
  return `${pack} ${name}`;
}

/** A rule as SARIF's `reportingDescriptor`, with all that code scanning shows of it. */
export function sarifRule(rule: PolicyRule): object {
  const score = SCORES[rule.severity];
  const absolute = /^https?:\/\//.test(rule.url);
  // GitHub takes the score only from rules tagged as about security.
  const tags = [...(score === undefined ? [] : ["security"]), ...rule.tags.map(tag)];
  return {
    id: rule.name,
    name: rule.name,
    shortDescription: { text: rule.description },
    fullDescription: { text: rule.description.slice(0, DESCRIPTION_LENGTH) },
    defaultConfiguration: { level: LEVELS[rule.enforcement] },
    help: { text: helpText(rule, (text) => text), markdown: helpText(rule, code) },
    ...(absolute && { helpUri: rule.url }),
    properties: {
      precision: "high",
      "problem.severity": rule.enforcement === "mandatory" ? "error" : "warning",
      ...(score !== undefined && { "security-severity": score }),
      tags: [...new Set(tags)].slice(0, MOST_TAGS),
    },
  };
}

/** The list's numbers say nothing alone. */
function tag(text: string): string {
  return /^\d+$/.test(text) ? `check-${text}` : text;
}

function helpText(rule: PolicyRule, mark: (text: string) => string): string {
  return [
    rule.description,
    rule.remediation === "" ? "" : `To mend it: ${rule.remediation}`,
    rule.framework === "" ? "" : `Asked for by ${rule.framework}.`,
    rule.url === "" ? "" : `More: ${mark(rule.url)}`,
  ]
    .filter((line) => line !== "")
    .join("\n\n");
}

const code = (text: string) => `\`${text}\``;
