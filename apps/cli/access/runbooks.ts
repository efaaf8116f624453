import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Runbook } from "../../../components/config/owners/declared";

const FOLDER = "docs/runbooks";

/** The pages of docs/runbooks, each with its line `Owner: KEY` where it has one; none without the folder. */
export function readRunbooks(root: string): Runbook[] {
  const folder = join(root, FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), "utf8");
      return {
        name: basename(file, ".md"),
        owner: /^Owner: `?([a-z0-9-]+)`?\s*$/m.exec(text)?.[1],
      };
    });
}
