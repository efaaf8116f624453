import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { loadStacks } from "../../components/config/load";
import { RULES } from "../rules";
import { policiesPage, type PageFacts } from "./page";

/** What the pack and stacks/ say today, folders in the pack's order. */
export function pageFacts(root: string): PageFacts {
  const folder = join(root, "policies");
  const concerns = readdirSync(folder).filter((name) => existsSync(join(folder, name, "index.ts")));
  return {
    rules: RULES,
    environments: loadStacks(root).environments,
    concerns: concerns.sort((a, b) => firstOf(a) - firstOf(b)),
  };
}

function firstOf(concern: string): number {
  const index = RULES.findIndex(({ id }) => id.startsWith(`${concern}-`));
  return index === -1 ? RULES.length : index;
}

/** The page as it must be: for the script that writes it, which formats it too. */
export function writtenPage(page: string, root: string): string {
  return policiesPage(page, pageFacts(root));
}
