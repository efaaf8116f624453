import { environmentNamed, loadStacks } from "../../../components/config/load";
import { retentionRows } from "../../../components/config/retention/listing";
import type { RetentionRow } from "../../../components/config/retention/row";

const START = "<!-- retention:start -->";
const END = "<!-- retention:end -->";

/** docs/retention.md with its tables as the environments that are shipped say. */
export function writtenPage(page: string, root: string): string {
  const [before, rest] = page.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) {
    throw new Error(`docs/retention.md: expected ${START} and ${END}`);
  }
  const stacks = loadStacks(root);
  const sections = Object.keys(stacks.environments)
    .sort()
    .map((name) => `### ${name}\n\n${table(retentionRows(environmentNamed(stacks, name)))}`);
  return `${before}${START}\n\n${sections.join("\n\n")}\n\n${END}${after}`;
}

function table(rows: readonly RetentionRow[]): string {
  const lines = rows.map((one) => `| ${cellsOf(one).join(" | ")} |`);
  const head = COLUMNS.join(" | ");
  return [`| ${head} |`, `| ${COLUMNS.map(() => "---").join(" | ")} |`, ...lines].join("\n");
}

/** Head of the table, and of what the command prints. */
export const COLUMNS = ["what", "kept", "restorable", "locked", "copied", "why"] as const;

/** One row, cell by cell. */
export function cellsOf(one: RetentionRow): string[] {
  const days = (count: number | null, none: string) =>
    count === null ? "for ever" : count === 0 ? none : `${count} d`;
  return [
    placeOf(one),
    one.limit ?? (one.keptDays === null ? "until deleted" : `${one.keptDays} d`),
    days(one.restorableDays, "no"),
    days(one.lockedDays, "no"),
    one.copied ? "yes" : "no",
    one.why,
  ];
}

function placeOf({ kind, place, prefix }: RetentionRow): string {
  if (kind === "folder" || kind === "runs") return place;
  if (kind !== "bucket") return `${kind} ${place}`;
  return prefix === "" ? `bucket ${place}` : `bucket ${place}/${prefix}`;
}
