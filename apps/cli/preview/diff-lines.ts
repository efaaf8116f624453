import pc from "picocolors";
import { accessSentences } from "../access/access-change";
import { costChangeLines } from "./cost-lines";
import type { Difference, Operation, ResourceChange } from "./diff";
import { describe } from "./urn";
import type { Json } from "./wire";

const MARKS: Readonly<Record<Operation, string>> = {
  add: pc.green("+"),
  change: pc.yellow("~"),
  replace: pc.magenta("±"),
  delete: pc.red("-"),
};

/** Longest value on a line. */
const VALUE_WIDTH = 60;

/** A difference for a terminal, property by property. */
export function differenceLines(difference: Difference): string[] {
  const { summary, changes, against } = difference;
  const total = `${summary.add} to add, ${summary.change} to change, ${summary.replace} to replace, ${summary.delete} to delete, ${summary.unchanged} unchanged`;
  return [
    `${pc.bold(`Against ${against}`)}: ${total}`,
    ...changes.flatMap((change) => changeLines(change)),
    ...costChangeLines(difference.estimate),
    ...accessSentences(difference.access ?? []).map((text) => `${pc.yellow("access")} ${text}`),
  ];
}

function changeLines(change: ResourceChange): string[] {
  const note = change.mayReplace ? pc.dim(" change (may replace)") : ` ${change.operation}`;
  return [
    `${MARKS[change.operation]} ${describe(change.urn)}${note}`,
    ...change.properties.map(({ path, before, after, replaces }) => {
      const why = replaces === undefined ? "" : pc.magenta(` replaces: ${replaces}`);
      return `    ${path}: ${shown(before)} → ${shown(after)}${why}`;
    }),
  ];
}

function shown(value: Json | undefined): string {
  if (value === undefined) return pc.dim("none");
  const text = JSON.stringify(value);
  return text.length > VALUE_WIDTH ? `${text.slice(0, VALUE_WIDTH - 1)}…` : text;
}
