import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { table } from "../scan/table";

/** Writes down what a fault came to, for the one table that all files of this tier end with. */
export function noteOutcome(file: string, fault: string, found: string): void {
  appendFileSync(file, `${JSON.stringify([fault, found])}\n`);
}

/** The table fault × outcome; undefined when nothing was noted. */
export function outcomeTable(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const rows = readFileSync(file, "utf8").trim().split("\n");
  return table([["fault", "outcome"], ...rows.map((row) => JSON.parse(row) as string[])]);
}
