import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { catalogue } from "../apps/inference/server/errors";
import { jobConfigSchema } from "../apps/jobs/config";
import { readDrillReports } from "../components/config/drill-files";
import { BACKUPS_KEPT, RECOVERY } from "../components/config/recovery";
import { Cli } from "./cli";

const read = (file: string) => readFileSync(file, "utf8");

/** Every page a reader may open. */
const PAGES = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".md"))
    .map((file) => join("docs", file)),
];

/** The fenced blocks of a language. */
function blocks(page: string, language: string): string[] {
  return [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    (match) => match[1] ?? "",
  );
}

/** The rows of a Markdown table below its head, cell by cell. */
function rows(table: string): string[][] {
  return table
    .trim()
    .split("\n")
    .slice(2)
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe("README.md", () => {
  const readme = read("README.md");

  it("shows both commands in its first screen, and CI runs them", () => {
    const firstScreen = readme.split("\n").slice(0, 25).join("\n");
    expect(blocks(firstScreen, "sh").map((block) => block.trim())).toEqual([
      "npm ci && npm start",
      "npm test",
    ]);
    expect(read(".ci/run")).toMatch(/^if step install npm ci; then$/m);
    expect(read(".ci/run")).toMatch(/^ {2}counted tests \S+ npm test$/m);
  });

  it("names every command, and no other", async () => {
    const cli = new Cli();
    const { stdout } = await cli.run(["--help"]);
    await cli.close();
    const commands = [...stdout.matchAll(/^ {2}([a-z]+) \[options\]/gm)].map((match) => match[1]);
    const table = /\| command +\|[\s\S]*?\n\n/.exec(readme)?.[0] ?? "";
    const named = rows(table).flatMap(([cell = ""]) =>
      [...cell.matchAll(/`([a-z]+)`/g)].map((match) => match[1]),
    );
    expect(named.sort()).toEqual(commands.sort());
  });

  it("names only scripts that exist", () => {
    const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
    const named = [...readme.matchAll(/`npm run ([a-z:]+)/g)].map((match) => match[1] ?? "");
    expect(named.length).toBeGreaterThan(3);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});

describe.each(PAGES)("%s", (page) => {
  it("links only to what exists", () => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1]);
    for (const link of links) {
      expect(existsSync(join(dirname(page), link ?? "")), `${page}: ${link ?? ""}`).toBe(true);
    }
  });
});

describe("docs/golden-path.md", () => {
  it("shows a job config that is one", () => {
    const [config = ""] = blocks(read("docs/golden-path.md"), "yaml");
    expect(jobConfigSchema.safeParse(parse(config)).error).toBeUndefined();
  });
});

describe("docs/recovery.md", () => {
  it("promises what the table of promises does", () => {
    const page = read("docs/recovery.md");
    const table = page.split("<!-- promises:start -->")[1]?.split("<!-- promises:end -->")[0] ?? "";
    const expected = Object.entries(RECOVERY).map(([dataClass, promise]) =>
      promise === null
        ? [dataClass, "nothing promised", "nothing promised", "not kept"]
        : [
            dataClass,
            `${promise.rpoHours} h`,
            `${promise.rtoHours} h`,
            `${promise.archiveMonths} months`,
          ],
    );
    expect(rows(table)).toEqual(expected);
    const { daily, weekly, monthly } = BACKUPS_KEPT;
    expect(page).toContain(`${daily} days, ${weekly} weeks and ${monthly} months`);
  });

  it("tells of the last drill whose report is committed", () => {
    const table =
      read("docs/recovery.md").split("<!-- drill:start -->")[1]?.split("<!-- drill:end -->")[0] ??
      "";
    const newest = readDrillReports(".").at(-1);
    if (newest === undefined) throw new Error("no report is committed");
    const { file, report } = newest;
    const page = basename(file, ".json");
    expect(rows(table)).toEqual([
      [
        `[${page}](drills/${page}.md)`,
        report.passed ? "passed" : "failed",
        `${report.rpo.at_most_seconds} s`,
        `${report.rto.seconds ?? "–"} s`,
        `${report.consistency?.model_versions ?? 0} versions, ${report.consistency?.missing.length ?? 0} missing`,
      ],
    ]);
  });

  it("names every variable that the code reads, and no other", () => {
    const sources = ["apps/recovery", "apps/cli/recovery", "apps/cli/drill"].flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
        .map((file) => read(join(folder, file))),
    );
    const used = sources.flatMap((text) =>
      [...text.matchAll(/env\.(TOWPATH_[A-Z_]+)/g)].map((match) => match[1] ?? ""),
    );
    const listed = [...read("docs/recovery.md").matchAll(/^\| `(TOWPATH_[A-Z_]+)`/gm)].map(
      (match) => match[1] ?? "",
    );
    expect(listed.sort()).toEqual([...new Set(used)].sort());
  });
});

describe("docs/serving-standard.md", () => {
  it("lists the error catalogue as it is", () => {
    const page = read("docs/serving-standard.md");
    const table = page.split("<!-- errors:start -->")[1]?.split("<!-- errors:end -->")[0] ?? "";
    const listed = rows(table).map(([status, code, errorClass]) => [
      Number(status),
      code?.replaceAll("`", ""),
      errorClass,
    ]);
    const expected = Object.entries(catalogue)
      // Never sent: the client is gone.
      .filter(([code]) => code !== "client_closed")
      .map(([code, entry]) => [entry.status, code, entry.class]);
    expect(listed).toEqual(expected);
  });
});
