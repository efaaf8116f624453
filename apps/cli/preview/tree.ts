import pc from "picocolors";
import { costLines } from "./cost-lines";
import { outline, type Outline } from "./outline";
import type { PreviewReport, PreviewResource } from "./report";
import { shortType } from "./urn";
import { mendedLines, undecidedLines, violationLines } from "./violation-lines";

/** Longest value of an output on the terminal. */
const VALUE_WIDTH = 72;

/** The report for a terminal: a tree by component, violations, outputs. */
export function treeLines(report: PreviewReport, options: { all: boolean }): string[] {
  const lines: string[] = [];
  const roots = outline(report);
  for (const root of roots) lines.push(...branch(root, "", "", options.all));
  lines.push("", countLine(report), ...costLines(report));
  lines.push(...violationLines(report.violations));
  lines.push(...undecidedLines(report.undecided, options));
  lines.push(...mendedLines(report.mended, options));
  const outputs = Object.entries(report.outputs);
  if (outputs.length > 0) {
    lines.push("", pc.bold("Outputs"));
    for (const [name, value] of outputs) {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      const shown = text.length > VALUE_WIDTH ? `${text.slice(0, VALUE_WIDTH - 1)}…` : text;
      lines.push(`  ${name}: ${pc.dim(shown)}`);
    }
  }
  return lines;
}

/** A component's line, then its sub-components, then its resources, counted by type. */
function branch(one: Outline, lead: string, own: string, all: boolean): string[] {
  const { resource } = one;
  const count = one.count === 0 ? "" : pc.dim(`  ${one.count}`);
  const lines = [`${own}${pc.bold(resource.name)} ${pc.cyan(shortType(resource.type))}${count}`];
  const leaves = all ? one.leaves.map(leafLine) : byType(one.leaves);
  const rows = [
    ...one.components.map(
      (component) => (last: boolean) =>
        branch(component, lead + (last ? "   " : "│  "), lead + (last ? "└─ " : "├─ "), all),
    ),
    ...leaves.map((text) => (last: boolean) => [`${lead}${last ? "└─ " : "├─ "}${text}`]),
  ];
  rows.forEach((row, index) => lines.push(...row(index === rows.length - 1)));
  return lines;
}

function leafLine(one: PreviewResource): string {
  const marks = [one.protect ? "protected" : "", one.retainOnDelete ? "retained" : ""];
  const said = marks.filter((mark) => mark !== "").join(", ");
  return `${one.name} ${pc.dim(one.type)}${said === "" ? "" : pc.yellow(` ${said}`)}`;
}

function byType(leaves: readonly PreviewResource[]): string[] {
  const groups = new Map<string, PreviewResource[]>();
  for (const one of leaves) groups.set(one.type, [...(groups.get(one.type) ?? []), one]);
  return [...groups].map(([type, members]) => {
    const first = members[0];
    if (members.length === 1 && first !== undefined) return leafLine(first);
    return `${members.length} × ${shortType(type)} ${pc.dim(type)}`;
  });
}

/** `212 resources: 180 of providers in 31 components; 2 mandatory violations`. */
export function countLine({ summary, resources }: PreviewReport): string {
  const components = resources.filter((one) => one.type.startsWith("towpath:")).length;
  const { mandatory, advisory, exempted } = summary.violations;
  const rules = [
    mandatory === 0
      ? pc.green("0 mandatory violations")
      : pc.red(plural(mandatory, "mandatory violation")),
    advisory === 0 ? "" : pc.yellow(`${advisory} advisory`),
    exempted === 0 ? "" : `${exempted} exempted`,
  ].filter((text) => text !== "");
  return `${pc.bold(plural(summary.resources, "resource"))}, ${plural(components, "component")} among them; ${rules.join(", ")}`;
}

/** `1 resource`, `2 resources`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
