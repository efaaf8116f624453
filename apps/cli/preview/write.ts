import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gitPrefix } from "../context";
import type { Difference } from "./diff";
import { makePage } from "./html/page";
import { drawPicture } from "./html/picture";
import { makeMarkdown } from "./markdown";
import { packageVersion } from "./project";
import type { PreviewReport } from "./report";
import { makeSarif } from "./sarif";
import type { PolicyRule } from "./violation";

/** Writes the plan's page. @returns its path */
export function writePage(folder: string, plan: PreviewReport, against?: Difference): string {
  const file = join(folder, "index.html");
  write(file, makePage(plan, against));
  return file;
}

/** Writes the picture of the platform alone. */
export function writePicture(file: string, plan: PreviewReport): void {
  write(file, `${drawPicture(plan)}\n`);
}

/** Writes an answer as JSON. */
export function writeJson(file: string, answer: unknown): void {
  write(file, `${JSON.stringify(answer, null, 2)}\n`);
}

/** Writes the comment on a pull request. */
export function writeMarkdown(file: string, plan: PreviewReport, against?: Difference): void {
  write(file, makeMarkdown(plan, against));
}

/** Writes the verdicts for code scanning; places are relative to the Git repository around `root`. */
export function writeSarif(
  file: string,
  plan: PreviewReport,
  rules: readonly PolicyRule[],
  root: string,
): void {
  writeJson(
    file,
    makeSarif(plan, {
      rules,
      version: packageVersion(join(root, "package.json")),
      prefix: gitPrefix(root),
      exists: (name) => existsSync(join(root, name)),
    }),
  );
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
