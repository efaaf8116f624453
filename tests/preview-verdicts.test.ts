import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { PreviewReport } from "../apps/cli/preview/report";
import { fixture, IMPORTS, preview, removeFixtures, reportOf } from "./preview-run";
import { SHELF, VERDICTS_PACK } from "./verdicts-fixture";

afterAll(removeFixtures);

describe("a violation's place", () => {
  test("is where the sources make the resource, and from where the component is used", async () => {
    const { root } = fixture(
      `import { Shelf } from "./components/shelf";
${IMPORTS}
new Shelf("shelf", ["a", "b"], { providers: [provider] });
`,
      { "components/shelf.ts": SHELF, ...VERDICTS_PACK },
    );
    const { stdout } = await preview(root, "prod", "--json");
    const report = JSON.parse(stdout) as PreviewReport;
    const places = Object.fromEntries(
      report.violations.map(({ urn, source, calledFrom }) => [
        urn.split("::").slice(3).join("::"),
        { source, calledFrom },
      ]),
    );
    const program = { file: "index.ts", line: 6, column: 1 };
    const shelf = (line: number, column: number) => ({
      file: "components/shelf.ts",
      line,
      column,
    });
    // In a callback, which the SDK's own reading of frames would lose.
    expect(places["shelf-a"]).toEqual({
      source: shelf(7, 34),
      calledFrom: [program],
    });
    // Through a helper.
    expect(places["shelf-index"]).toEqual({
      source: shelf(14, 10),
      calledFrom: [shelf(8, 5), program],
    });
    // In a late callback no frame is the program's caller: its own is.
    expect(places["shelf-late"]?.source).toEqual(shelf(9, 43));
  });
});

describe("what a rule cannot tell", () => {
  test("is no violation: it is reported apart, and counted in one line", async () => {
    const { root } = fixture(
      `${IMPORTS}
const bucket = new aws.s3.Bucket("b", { tags: { owner: "x" } }, { provider });
new aws.s3.BucketPolicy("p", { bucket: bucket.id, policy: bucket.arn }, { provider });
`,
      VERDICTS_PACK,
    );
    const ran = await preview(root, "prod");
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toContain("1 rule cannot tell everything until deployed");
    const all = await preview(root, "prod", "--all");
    expect(all.stdout).toMatch(/no-stars BucketPolicy "p" .*\n.*policy can't be known/);
    const report = await reportOf(root);
    expect(report.violations).toEqual([]);
    expect(report.summary.violations).toEqual({ mandatory: 0, advisory: 0, exempted: 0 });
    expect(report.undecided).toEqual([
      {
        policy: "no-stars",
        urn: "urn:pulumi:prod::towpath::aws:s3/bucketPolicy:BucketPolicy::p",
        message: "string value at .policy can't be known during preview",
      },
    ]);
  });
});

describe("files for code review", () => {
  test("have the place from the repository's root, and who gains access by the change", async () => {
    const access = (roles: string) => `matrix:
  deploy-service: { developer: no, model-owner: yes }
identities:
  dana: { roles: [${roles}], team: a }
`;
    const { root } = fixture(`${IMPORTS}\nnew aws.s3.Bucket("b", {}, { provider });\n`, {
      ...VERDICTS_PACK,
      "stacks/access.yaml": access("developer"),
      ".gitignore": "node_modules\n.towpath\n",
    });
    const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args]);
    git("init", "--quiet");
    git("add", ".");
    git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "one");
    writeFileSync(join(root, "stacks/access.yaml"), access("developer, model-owner"));
    const files = ["--sarif", "out/p.sarif", "--markdown", "out/p.md", "--against", "HEAD"];
    const ran = await preview(root, "prod", ...files);
    expect(ran.code, ran.stderr).toBe(1);
    const gain = "dana gains deploy-service: may act at once (before: may not act)";
    expect(ran.stdout).toContain(gain);
    const comment = readFileSync(join(root, "out/p.md"), "utf8");
    expect(comment).toContain("### Who gains or loses access");
    expect(comment).toContain(`- ${gain}`);
    expect(comment).toContain("| ❌ `owner` | Bucket `b` | `index.ts:5:1` | Nobody owns it. |");
    const sarif = JSON.parse(readFileSync(join(root, "out/p.sarif"), "utf8")) as {
      runs: { results: object[]; tool: { driver: { rules: object[] } } }[];
    };
    expect(sarif.runs[0]?.tool.driver.rules).toHaveLength(2);
    expect(sarif.runs[0]?.results).toEqual([
      expect.objectContaining({
        ruleId: "owner",
        level: "error",
        locations: [
          expect.objectContaining({
            physicalLocation: {
              artifactLocation: { uri: "index.ts" },
              region: { startLine: 5, startColumn: 1, endLine: 5, endColumn: 2 },
            },
          }),
        ],
      }),
    ]);
  });
});
