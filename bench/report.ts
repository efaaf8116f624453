import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";

const PAGE = "docs/benchmarks.md";

/** The line that every result starts with: which machine, which Node.js, when, how to repeat it. */
export function machine(command: string): string {
  const model = cpus()[0]?.model.trim() ?? "unknown CPU";
  const memory = Math.round(totalmem() / 2 ** 30);
  const day = new Date().toISOString().slice(0, 10);
  return `Machine: ${cpus().length} × ${model}, ${memory} GiB, ${process.platform}. Node.js ${process.version}. ${day}. Command: \`${command}\`.`;
}

/** Puts a result between its markers in docs/benchmarks.md. */
export function writeBlock(name: string, text: string): void {
  const page = readFileSync(PAGE, "utf8");
  const [start, end] = [`<!-- bench:${name}:start -->`, `<!-- bench:${name}:end -->`];
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from === -1 || to < from) throw new Error(`${PAGE}: no markers ${start} … ${end}`);
  writeFileSync(PAGE, `${page.slice(0, from)}${start}\n\n${text}\n\n${page.slice(to)}`);
}
