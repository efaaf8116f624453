import { existsSync, readFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { resourceRule } from "../engine/rule";
import { RULES } from "../rules";
import { pageFacts, writtenPage } from "./facts";
import { levelWords } from "./level-words";
import { concernOf, policiesPage } from "./page";
import { markdown } from "./rule-section";

const FILE = "docs/policies.md";
const page = readFileSync(FILE, "utf8");
const facts = pageFacts(process.cwd());

describe(FILE, () => {
  it("is fresh (else: npm run policies)", async () => {
    const options = (await resolveConfig(FILE)) ?? {};
    const written = await format(writtenPage(page, "."), { ...options, parser: "markdown" });
    expect(page).toBe(written);
  });

  it("has one heading a rule, which previews link to", () => {
    const headings = [...page.matchAll(/^### (\S+)$/gm)].map(([, id]) => id);
    expect(headings.sort()).toEqual(RULES.map(({ id }) => id).sort());
  });

  it("links to files and rules that exist", () => {
    const anchors = new Set(
      [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
        title.toLowerCase().replaceAll(" ", "-"),
      ),
    );
    const links = [...page.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
    expect(links.filter((link) => link.startsWith("#") && !anchors.has(link.slice(1)))).toEqual([]);
    const files = links.filter((link) => link.startsWith("../policies/"));
    expect(files.length).toBeGreaterThan(RULES.length);
    for (const file of files) expect(existsSync(file.slice(3)), file).toBe(true);
  });
});

describe("a rule's part of it", () => {
  const rule = resourceRule({
    id: "tenancy-quota",
    checks: ["K8S-4"],
    severity: "medium",
    level: "posture",
    exemptible: "not-in-prod",
    description: "Every namespace of a team has a quota, *_whole_* or not.",
    why: "One team's job takes the others' GPUs.",
    remediation: "Give it one in `stacks/teams.yaml`.",
    controls: ["CIS EKS 4.5.1"],
    config: z.object({
      kinds: z.array(z.string()).default(["a|b"]).describe("Kinds that count."),
      mode: z.enum(["all", "some"]).default("all"),
      long: z.array(z.string()).default(Array.from({ length: 40 }, (_, index) => `${index}`)),
    }),
    types: ["kubernetes:core/v1:Namespace"],
    check: () => undefined,
  });
  const text = policiesPage("<!-- rules:start -->\n<!-- rules:end -->\n", {
    ...facts,
    rules: [rule],
    concerns: ["tenancy"],
  });

  it("says what a break does in each environment, and where the rule is", () => {
    expect(text).toContain(
      "### tenancy-quota\n\n**medium** · warns in dev and local; stops in prod and staging · may be lifted where one pair of eyes is enough · about one resource · [policies/tenancy/quota.ts](../policies/tenancy/quota.ts)",
    );
  });

  it("shows texts as they are written", () => {
    expect(text).toContain("quota, \\*\\_whole\\_\\* or not.");
    expect(markdown("a `<b>` <c> stacks/access_x.yaml")).toBe(
      "a `<b>` \\<c\\> stacks/access_x.yaml",
    );
  });

  it("lists its settings with types and defaults, and its controls and checks", () => {
    expect(text).toContain('| `kinds` | array | `["a\\|b"]` | Kinds that count. |');
    expect(text).toContain('| `mode` | `"all"`, `"some"` | `"all"` |  |');
    expect(text).toContain("| `long` | array | a list of 40, in the rule's file |  |");
    expect(text).toContain("- Checks: K8S-4.");
    expect(text).toContain("- CIS Amazon EKS Benchmark 1.8.0, 4.5.1: Create administrative");
    expect(text).toMatch(/\| K8S-4 \| .* \| \[tenancy-quota\]\(#tenancy-quota\) \|/);
    expect(text).toMatch(/\| K8S-5 \| .* \| not yet \|/);
  });
});

it.each([
  ["always", "stops everywhere"],
  ["advice", "warns everywhere"],
  ["posture", "warns in dev and local; stops in prod and staging"],
  ["mend", "mends in dev and local; stops in prod and staging"],
] as const)("level %s: %s", (level, words) => {
  expect(levelWords(level, facts.environments)).toBe(words);
});

it("finds a rule's folder, the longest that fits", () => {
  expect(concernOf("keys-and-secrets-rotation", ["keys", "keys-and-secrets"])).toBe(
    "keys-and-secrets",
  );
  expect(() => concernOf("nowhere-rule", ["keys"])).toThrow(/no folder/);
});

it("says when the page lost a mark", () => {
  expect(() => policiesPage("# Policies\n", facts)).toThrow(/lacks <!-- rules:start -->/);
});
