import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

/** A command of the AWS CLI that a page tells its reader to run. */
export interface AwsCommand {
  /** `docs/runbooks/lost-database.md:34`. */
  readonly place: string;
  /** Service, operation, options. */
  readonly words: readonly string[];
  /** In a block of its own, to be run as it stands; else it may only be named in a sentence. */
  readonly whole: boolean;
}

/** Every page below a folder, by its path from the root. */
export function pagesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => join(folder, name))
    .sort();
}

/** The commands of a page: in blocks of code, lines joined at a backslash, and in spans. */
export function awsCommandsOf(page: string, text: string): AwsCommand[] {
  const found: AwsCommand[] = [];
  const lines = text.split("\n");
  let inBlock = false;
  for (let at = 0; at < lines.length; at++) {
    const place = `${page}:${at + 1}`;
    if (/^\s*```/.test(lines[at] ?? "")) {
      inBlock = !inBlock;
      continue;
    }
    if (inBlock) {
      let line = lines[at] ?? "";
      while (line.endsWith("\\")) line = `${line.slice(0, -1)} ${(lines[++at] ?? "").trim()}`;
      const command = /^\s*aws (.+)$/.exec(line)?.[1];
      if (command !== undefined) found.push({ place, words: wordsOf(command), whole: true });
    }
    // A span may go on in the next line; it is looked for where it begins.
    const rest = `${lines[at] ?? ""} ${lines[at + 1] ?? ""}`;
    if (inBlock) continue;
    for (const span of rest.matchAll(/`aws ([^`]+)`/g)) {
      if (span.index < (lines[at] ?? "").length) {
        found.push({ place, words: wordsOf(span[1] ?? ""), whole: false });
      }
    }
  }
  // A service alone, as in "`aws eks`", is no command.
  return found.filter(({ words }) => words.length > 1);
}

/** As a shell splits it, as far as the pages need. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/'[^']*'|"[^"]*"|\S+/g)].map(([word]) => word);
}

/** @returns what is wrong with each command, or null; asked of AWS's service descriptions */
export function judgeCommands(
  python: string,
  commands: readonly AwsCommand[],
): readonly (string | null)[] {
  const script = join(__dirname, "aws_commands.py");
  const { status, stdout, stderr } = spawnSync(python, ["-I", script], {
    input: JSON.stringify(commands),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${relative(process.cwd(), script)}: ${stderr}`);
  return JSON.parse(stdout) as (string | null)[];
}
