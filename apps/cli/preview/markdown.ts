import { accessSentences } from "../access/access-change";
import type { Difference, ResourceChange } from "./diff";
import { code, list, plain, prose, table } from "./markdown-text";
import { dollarChange, dollarRange } from "./money";
import type { PreviewReport } from "./report";
import { placeText } from "./source";
import { nameOf, shortType, typeOf } from "./urn";
import { mendedText, standingOf, undecidedText } from "./verdicts";
import type { Violation } from "./violation";

/**
 * Longest comment, in bytes of UTF-8: GitHub refuses a longer one with "Body is too long (maximum is
 * 65536 characters)". Counted in bytes it holds whichever of both GitHub counts. GitLab takes more.
 */
const MOST_BYTES = 65_536;

/** Rows of each list, the longest that fits first. */
const LIMITS = [200, 100, 50, 20, 10, 5, 2, 0];

/** The first line of a comment on an environment: by it the next run finds and edits it. */
export function commentMark(environment: string): string {
  return `<!-- towpath-preview:${environment} -->`;
}

/** The plan as a comment on a pull request: what changes, what is broken, who gains and loses access. */
export function makeMarkdown(report: PreviewReport, difference?: Difference): string {
  const texts = LIMITS.map((limit) => () => page(report, difference, limit));
  for (const text of texts) {
    const made = text();
    if (Buffer.byteLength(made) <= MOST_BYTES) return made;
  }
  return page(report, undefined, 0);
}

function page(report: PreviewReport, difference: Difference | undefined, limit: number): string {
  return [
    commentMark(report.environment),
    `## Towpath: ${plain(report.environment)} — ${verdict(report)}`,
    "",
    ...facts(report, difference),
    ...violations(report, limit),
    ...exceptions(report, limit),
    ...access(difference, limit),
    ...changes(difference, limit),
  ]
    .join("\n")
    .concat("\n");
}

function verdict({ summary: { violations: count } }: PreviewReport): string {
  if (count.mandatory > 0) {
    return `❌ ${count.mandatory} violation${count.mandatory === 1 ? "" : "s"} must be mended`;
  }
  return count.advisory > 0 ? `⚠️ ${count.advisory} advisory` : "✅ no violations";
}

function facts(report: PreviewReport, difference: Difference | undefined): string[] {
  const undecided = undecidedText(report.undecided);
  const month = `Estimate: ${plain(dollarRange(report.estimate.perMonth))} a month`;
  return list(
    [
      difference === undefined ? `${report.summary.resources} resources` : changeText(difference),
      difference === undefined
        ? month
        : `${month} (${plain(dollarChange(difference.estimate.change))} by this change)`,
      ...(undecided === "" ? [] : [undecided]),
      ...(report.mended.length === 0 ? [] : [plain(mendedText(report.mended))]),
    ],
    4,
  );
}

function changeText({ summary, against }: Difference): string {
  const parts = (["add", "change", "replace", "delete"] as const).map(
    (one) => `${summary[one]} to ${one}`,
  );
  return `Against ${code(against)}: ${parts.join(", ")}, ${summary.unchanged} unchanged`;
}

function violations({ violations: all }: PreviewReport, limit: number): string[] {
  const standing = all.filter((one) => one.exempted === undefined);
  const rows = standing.map((one) => [
    `${one.enforcement === "mandatory" ? "❌" : "⚠️"} ${code(one.policy)}`,
    resource(one.urn),
    one.source === undefined ? "" : code(placeText(one.source)),
    prose(one.message),
    prose(one.remediation),
  ]);
  return section(
    "Violations",
    table(["rule", "resource", "place", "what is wrong", "how to mend it"], rows, limit),
  );
}

function exceptions({ violations: all }: PreviewReport, limit: number): string[] {
  const rows = all.filter((one) => standingOf(one) === "exempted").map(exceptionRow);
  return section(
    "Exceptions in use",
    table(["rule", "resource", "reason", "owner", "until"], rows, limit),
  );
}

function exceptionRow({ policy, urn, exempted }: Violation): string[] {
  const { reason = "", owner = "", expires = "" } = exempted ?? {};
  return [code(policy), resource(urn), plain(reason), plain(owner), plain(expires)];
}

function access(difference: Difference | undefined, limit: number): string[] {
  const sentences = accessSentences(difference?.access ?? []).map(plain);
  return section("Who gains or loses access", list(sentences, limit));
}

function changes(difference: Difference | undefined, limit: number): string[] {
  const rows = (difference?.changes ?? []).map((one) => [
    operation(one),
    resource(one.urn),
    propertiesText(one),
  ]);
  const body = table(["operation", "resource", "properties"], rows.sort(byOperation), limit);
  if (body.length === 0) return [];
  const title = `<summary>${rows.length} resources change</summary>`;
  return ["", "<details>", title, "", ...body, "", "</details>"];
}

/** More properties of one resource than a reader takes in. */
const PROPERTIES = 12;

function propertiesText({ properties }: ResourceChange): string {
  const left = properties.length - PROPERTIES;
  return [
    ...properties.slice(0, PROPERTIES).map(({ path }) => code(path)),
    ...(left > 0 ? [`and ${left} more`] : []),
  ].join(", ");
}

function operation({ operation: name, mayReplace }: ResourceChange): string {
  return name === "replace" || name === "delete"
    ? `**${name}**`
    : `${name}${mayReplace ? " (may replace)" : ""}`;
}

/** What goes first, what comes last. */
const ORDER = ["**replace**", "**delete**", "change (may replace)", "change", "add"];
const byOperation = ([a = ""]: readonly string[], [b = ""]: readonly string[]) =>
  ORDER.indexOf(a) - ORDER.indexOf(b);

function resource(urn: string): string {
  return urn === "" ? "the stack" : `${plain(shortType(typeOf(urn)))} ${code(nameOf(urn))}`;
}

function section(title: string, body: readonly string[]): string[] {
  return body.length === 0 ? [] : ["", `### ${title}`, "", ...body];
}
