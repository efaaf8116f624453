import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Bytes from a log's end that are looked at: plenty for the few lines that a message shows. */
const TAIL_BYTES = 16_384;

/** The last lines of a log that are not blank, each indented for a message. */
export function lastLines(path: string, count: number): string {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    return "  (no log)";
  }
  try {
    const { size } = fstatSync(file);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(file, bytes, 0, bytes.length, size - bytes.length);
    const lines = bytes
      .toString("utf8")
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "");
    const shown = lines.slice(-count).map((line) => `  ${line}`);
    return shown.length === 0 ? "  (empty)" : shown.join("\n");
  } finally {
    closeSync(file);
  }
}
