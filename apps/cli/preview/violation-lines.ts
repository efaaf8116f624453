import pc from "picocolors";
import { placeText } from "./source";
import { describe } from "./urn";
import { byRule, mendedText, type RuleVerdict, type Standing, undecidedText } from "./verdicts";
import type { Mended, Undecided, Violation } from "./violation";

const MARKS: Readonly<Record<Standing, string>> = {
  mandatory: pc.red("✖"),
  advisory: pc.yellow("!"),
  exempted: pc.dim("○"),
};

/** Violations for a terminal: rule by rule, what stops a deployment first. */
export function violationLines(violations: readonly Violation[]): string[] {
  return byRule(violations).flatMap((rule) => ["", ...ruleLines(rule)]);
}

/** A line on what rules cannot tell; each of it with `all`. */
export function undecidedLines(
  undecided: readonly Undecided[],
  { all }: { readonly all: boolean },
): string[] {
  const text = undecidedText(undecided);
  if (text === "") return [];
  if (!all) return ["", pc.dim(`? ${text}; --all names them`)];
  return [
    "",
    `? ${text}`,
    ...undecided.flatMap(({ policy, urn, message }) => [
      `  ${pc.bold(policy)} ${describe(urn)}`,
      `    ${pc.dim(message)}`,
    ]),
  ];
}

/** A line on what rules put right; each of it with `all`. */
export function mendedLines(
  mended: readonly Mended[],
  { all }: { readonly all: boolean },
): string[] {
  const text = mendedText(mended);
  if (text === "") return [];
  return [
    "",
    `~ ${text}: put it right in the sources too, other environments stop there${all ? "" : "; --all names them"}`,
    ...(all ? mended.map(({ policy, urn }) => `  ${pc.bold(policy)} ${describe(urn)}`) : []),
  ];
}

function ruleLines({ policy, severity, standing, url, remediation, violations }: RuleVerdict) {
  const facts = [severity === "unspecified" ? "" : severity, standing, url];
  return [
    `${MARKS[standing]} ${pc.bold(policy)} ${pc.dim(facts.filter((fact) => fact !== "").join(" · "))}`,
    ...violations.flatMap(resourceLines),
    ...(remediation === "" ? [] : [`  ${pc.cyan("→")} ${remediation}`]),
  ];
}

function resourceLines(one: Violation): string[] {
  const lines = [`  ${describe(one.urn)}`];
  if (one.source !== undefined)
    lines.push(`    ${pc.cyan(placesText(one.source, one.calledFrom))}`);
  for (const line of one.message.split("\n")) lines.push(`    ${line}`);
  if (one.exempted !== undefined) {
    const { reason, owner, expires } = one.exempted;
    lines.push(`    exempted until ${expires} by ${owner}: ${reason}`);
  }
  return lines;
}

/** `components/data/bucket.ts:81:5, from components/data/buckets.ts:40:5`. */
function placesText(
  source: NonNullable<Violation["source"]>,
  calledFrom: Violation["calledFrom"] = [],
): string {
  const [caller] = calledFrom;
  return `${placeText(source)}${caller === undefined ? "" : `, from ${placeText(caller)}`}`;
}
