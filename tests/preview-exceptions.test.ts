import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { PreviewReport } from "../apps/cli/preview/report";
import { CHECKOUT, fixture, IMPORTS, preview, removeFixtures } from "./preview-run";

afterAll(removeFixtures);

const from = (path: string) => JSON.stringify(join(CHECKOUT, "policies", path));

/** Three rules of a test under this checkout's frame: about one resource, about the stack, one that mends. */
const pack = (root: string) => `import { PolicyPack } from "@pulumi/policy";
import { RunError } from "@pulumi/pulumi";
import { asPolicies } from ${from("engine/as-policy")};
import { loadContext } from ${from("engine/context")};
import { resourceRule, stackRule } from ${from("engine/rule")};
import { EXCEPTIONS_RULES } from ${from("exceptions")};
import { openLedger } from ${from("exceptions/read")};
const text = { checks: [], description: "It is tagged.", why: "Costs.", remediation: "Tag it." };
const types = ["aws:s3/bucket:Bucket"];
const rules = [
  resourceRule({ ...text, id: "test-one", severity: "high", level: "always", types,
    check: ({ props }, report) => { if (props.tags === undefined) report("no tags"); } }),
  stackRule({ ...text, id: "test-stack", severity: "low", level: "advice",
    check: (stack, report) => { stack.each(types, (one) => { if (one.props.tags === undefined) report(one, "no tags in the stack"); }); } }),
  resourceRule({ ...text, id: "test-mend", severity: "low", level: "mend", types,
    check: ({ props }, report) => { if (props.acl === "public-read") report("public"); },
    mend: ({ props }) => props.acl === "public-read" ? { ...props, acl: "private" } : undefined }),
  ...EXCEPTIONS_RULES,
];
try {
const context = { ...loadContext("dev", ${JSON.stringify(CHECKOUT)}), name: "prod", root: ${JSON.stringify(root)} };
new PolicyPack("rules", { policies: asPolicies(rules, { ...context, ledger: openLedger(rules, context) }) });
} catch (error) { throw new RunError(error.message); }
`;

/** An entry that holds today, for half a year from now at most. */
function entry(policy: string, target: string): string {
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  return `- { policy: ${policy}, target: "${target}", reason: "A job makes it again: nothing is lost.", owner: platform, since: ${day(-1)}, expires: ${day(100)} }\n`;
}

const urn = (name: string) => `urn:pulumi:prod::towpath::aws:s3/bucket:Bucket::${name}`;

function projectWith(entries: readonly string[]) {
  const project = fixture(`${IMPORTS}
new aws.s3.Bucket("scratch", { acl: "public-read" }, { provider });
new aws.s3.Bucket("tagged", { tags: { owner: "x" } }, { provider });
`);
  project.write("policies/index.ts", pack(project.root));
  project.write("policies/package.json", '{ "name": "rules", "version": "1.0.0" }');
  project.write("policies/PulumiPolicy.yaml", "runtime: nodejs\n");
  project.write(
    "policies/exceptions.yaml",
    `exceptions:${entries.length === 0 ? " []" : ""}\n${entries.join("")}`,
  );
  return project;
}

async function run(...entries: readonly string[]) {
  const project = projectWith(entries);
  const ran = await preview(project.root, "prod", "--json");
  const report = JSON.parse(ran.stdout) as PreviewReport;
  const acl = report.resources.find(({ name }) => name === "scratch")?.inputs.acl;
  return { ...ran, ...report, acl, root: project.root };
}

describe("an exception", () => {
  test("is needed by nothing that complies: without one, the rules stop, tell and mend", async () => {
    const { code, summary, acl, mended, root } = await run();
    expect(code).toBe(1);
    expect(summary.violations).toEqual({ mandatory: 1, advisory: 1, exempted: 0 });
    expect(acl).toBe("private");
    expect(mended).toEqual([{ policy: "test-mend", urn: urn("scratch") }]);
    expect((await preview(root, "prod")).stdout).toContain("~ test-mend put 1 resource right");
  });

  test("lifts each rule that it names, and is told with its reason, owner and last day", async () => {
    const { code, stderr, summary, violations, mended, acl, root } = await run(
      entry("test-one", urn("scratch")),
      entry("test-stack", "urn:pulumi:prod::*::scratch"),
      entry("test-mend", "urn:pulumi:prod::*Bucket::scratch"),
    );
    expect(code, stderr).toBe(0);
    expect(summary.violations).toEqual({ mandatory: 0, advisory: 0, exempted: 3 });
    const exempted = {
      reason: "A job makes it again: nothing is lost.",
      owner: "platform",
      expires: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) as string,
    };
    const scratch = { pack: "rules", urn: urn("scratch"), remediation: "Tag it.", exempted };
    expect(violations).toMatchObject([
      {
        ...scratch,
        policy: "test-mend",
        severity: "low",
        enforcement: "mandatory",
        message: "public",
      },
      {
        ...scratch,
        policy: "test-one",
        severity: "high",
        enforcement: "mandatory",
        message: "no tags",
      },
      {
        ...scratch,
        policy: "test-stack",
        severity: "low",
        enforcement: "advisory",
        message: "no tags in the stack",
      },
    ]);
    // What an exception allows is not mended either.
    expect(acl).toBe("public-read");
    expect(mended).toEqual([]);
    expect((await preview(root, "prod")).stdout).toContain("0 mandatory violations, 3 exempted");
  });

  test("that nothing needs, or that nobody may make, stops the preview", async () => {
    const { code, violations } = await run(
      entry("test-one", urn("tagged")),
      entry("test-one", urn("scratch")),
      entry("exceptions-valid", "urn:pulumi:prod::*::towpath-prod"),
    );
    expect(code).toBe(1);
    const standing = violations.filter(({ enforcement, exempted }) => {
      return enforcement === "mandatory" && exempted === undefined;
    });
    expect(standing.map(({ policy, urn: at }) => [policy, at])).toEqual([
      ["exceptions-valid", "urn:pulumi:prod::towpath::pulumi:pulumi:Stack::towpath-prod"],
      ["exceptions-valid", "urn:pulumi:prod::towpath::pulumi:pulumi:Stack::towpath-prod"],
    ]);
    expect(standing.map(({ message }) => message)).toEqual([
      `policies/exceptions.yaml:2: the exception from test-one for ${urn("tagged")} lifts nothing: no resource that it covers breaks the rule. Remove the entry, or mend its target.`,
      "policies/exceptions.yaml:4: names exceptions-valid, which no exception lifts in this environment. Mend what it found, and remove the entry.",
    ]);
  });

  test("that is wrong stops the preview with all its faults and their places", async () => {
    const wrong = entry("test-on", urn("scratch").replace("prod", "prd")).replace("platform", "x");
    const ran = await preview(projectWith([wrong, wrong]).root, "prod");
    expect(ran.code).toBe(1);
    for (const line of [2, 3]) {
      expect(ran.stderr).toMatch(
        new RegExp(`^policies/exceptions\\.yaml:${line}:\\d+: .*did you mean "test-one"`, "m"),
      );
      expect(ran.stderr).toMatch(
        new RegExp(`^policies/exceptions\\.yaml:${line}:\\d+: .*owner: found "x"`, "m"),
      );
    }
    expect(ran.stderr).not.toMatch(/^\s+at /m);
  });
});
