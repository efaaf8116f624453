import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadStacks, type Stacks } from "../load";
import { CODEOWNERS, codeOwners, REVIEWED } from "./codeowners";

const stacks = loadStacks(process.cwd());

/** The shipped files, whose owners have these handles. */
function handled(handles: Readonly<Record<string, string>>): Stacks {
  const { ownership } = stacks;
  const owners = Object.fromEntries(
    Object.entries(ownership.owners).map(([name, owner]) => {
      const handle = handles[name];
      return [name, { ...owner, ...(handle !== undefined && { handle }) }];
    }),
  );
  return { ...stacks, ownership: { ...ownership, owners } };
}

/** The last line that fits a path, as the hosts choose it; folders and whole files only. */
function lineFor(text: string, path: string): string | undefined {
  return text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .findLast((line) => {
      const pattern = line.split(" ")[0] ?? "";
      return (
        pattern === "*" || path === pattern || (pattern.endsWith("/") && path.startsWith(pattern))
      );
    });
}

describe("codeOwners", () => {
  const both = codeOwners(handled({ platform: "@acme/platform", "support-ml": "@acme/support" }));

  it.each([
    ["/index.ts", "* @acme/platform @acme/support"],
    ["/stacks/access.yaml", "/stacks/ @acme/platform @acme/support"],
    [
      "/stacks/services/support-triage.yaml",
      "/stacks/services/support-triage.yaml @acme/support @acme/platform",
    ],
    ["/components/serving/gateway.ts", "/components/serving/ @acme/platform @acme/support"],
    [`/${CODEOWNERS}`, "/.github/ @acme/platform @acme/support"],
  ])("has %s reviewed by its owner and its reviewer", (path, line) => {
    expect(lineFor(both.text, path)).toBe(line);
    expect(both.lacking).toEqual([]);
  });

  it("leaves out whoever has no handle, and says so", () => {
    const { text, lacking } = codeOwners(handled({ "support-ml": "@acme/support" }));
    expect(lacking).toEqual(["platform"]);
    expect(text).toMatch(/^# Without a handle .*: platform\.$/m);
    expect(lineFor(text, "/index.ts")).toBe("* @acme/support");
  });

  it("never writes a path without owners, which would be nobody's", () => {
    const { text, lacking } = codeOwners(stacks);
    expect(lacking).toEqual(["platform", "support-ml"]);
    expect(text.split("\n").filter((line) => line !== "" && !line.startsWith("#"))).toEqual([]);
    expect(text).toContain("# /stacks/services/support-triage.yaml (support-ml, platform)\n");
  });

  it("names nobody in a comment: GitLab reads those too", () => {
    const { text } = codeOwners(handled({ "support-ml": "@acme/support" }));
    const comments = text.split("\n").filter((line) => line.startsWith("#"));
    expect(comments.length).toBeGreaterThan(2);
    expect(comments.join("\n")).not.toContain("@");
  });

  it("names one group once", () => {
    const { text } = codeOwners(handled({ platform: "@solo", "support-ml": "@solo" }));
    expect(lineFor(text, "/index.ts")).toBe("* @solo");
  });

  it.each(REVIEWED.filter(([path]) => path !== "*"))(
    "knows %s, which is there",
    (path, surface) => {
      expect(existsSync(path.slice(1))).toBe(true);
      expect(Object.keys(stacks.ownership.surfaces)).toContain(surface);
    },
  );
});

describe(CODEOWNERS, () => {
  it("is what `npx towpath access codeowners --write` writes today", () => {
    expect(readFileSync(CODEOWNERS, "utf8")).toBe(codeOwners(stacks).text);
  });
});
