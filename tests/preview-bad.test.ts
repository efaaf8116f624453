import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { fixture, IMPORTS, preview, removeFixtures } from "./preview-run";

afterAll(removeFixtures);

describe("a bad program", () => {
  const cases: [string, string, RegExp[]][] = [
    [
      "throws",
      `new aws.s3.Bucket("first", {}, { provider });\nthrow new Error("no such thing");`,
      [/index\.ts:5:7: the program failed/, /Bucket "first"/, /no such thing/],
    ],
    [
      "throws in an apply, quoting a secret",
      `new aws.s3.Bucket("first", { bucket: pulumi.secret("planted-secret") }, { provider });\npulumi.secret("planted-secret").apply((s) => { throw new Error("bad " + s); });`,
      [/bad <secret>/],
    ],
    [
      "registers a URN twice",
      `new aws.s3.Bucket("twin", {}, { provider });\nnew aws.s3.Bucket("twin", {}, { provider });`,
      [/registers Bucket "twin".* twice/, /another name/],
    ],
    [
      "calls an unknown function",
      `new aws.s3.Bucket("first", {}, { provider });\nexport const x = pulumi.runtime.invokeOutput("aws:index/getCallerIdentitty:getCallerIdentity", {});`,
      [/calls aws:index\/getCallerIdentitty/, /did you mean "aws:index\/getCallerIdentity/],
    ],
    [
      "forgets the provider",
      `new aws.s3.Bucket("first", {});`,
      [/Bucket "first".* without a provider/],
    ],
    [
      "refuses its input",
      `throw new pulumi.RunError("stacks/x.yaml:1:1: no");`,
      [/stacks\/x\.yaml:1:1: no/],
    ],
    ["does not compile", `const x = ;`, [/index\.ts:4:\d+: Unexpected ";"/]],
    [
      "ends before its exports are known",
      `new aws.s3.Bucket("first", {}, { provider });\nmodule.exports = new Promise(() => undefined);`,
      [/ended before its exports/],
    ],
  ];
  test.each(cases)(
    "that %s is reported with its place, exit 1",
    async (_name, program, expected) => {
      const { root } = fixture(`${IMPORTS}${program}\n`);
      const ran = await preview(root, "prod", "--timeout", "20");
      expect(ran.code, ran.stderr).toBe(1);
      for (const pattern of expected) expect(ran.stderr).toMatch(pattern);
      expect(ran.stderr).not.toMatch(/^\s+at /m);
      expect(ran.stderr).not.toContain("planted");
      expect(ran.stdout).toBe("");
    },
  );

  test("that hangs is stopped, and shows its trace only with --debug", async () => {
    const project = fixture(
      `${IMPORTS}new aws.s3.Bucket("first", {}, { provider });\nsetInterval(() => undefined, 1000);\n`,
    );
    const { root } = project;
    const ran = await preview(root, "prod", "--timeout", "8");
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(
      /did not end within 8 s; it had registered 3 resources, the last one/,
    );

    project.write("index.ts", `function deep(): never {\n  throw new Error("deep");\n}\ndeep();\n`);
    const debug = await preview(root, "prod", "--debug");
    expect(debug.stderr).toMatch(/at deep .*index\.ts:2:9/);
  });

  test("or an environment that is none is exit 2 in a moment", async () => {
    const { root } = fixture("");
    const started = performance.now();
    const ran = await preview(root, "prd");
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('no environment "prd" in stacks (did you mean "prod"?)');
    expect(ran.stderr).toContain("expected one of dev, prod");
    expect((await preview(root)).code).toBe(2);
    expect((await preview(root, "prod", "--fail-on", "delete")).code).toBe(2);
    expect((await preview(root, "prod", "--timeout", "soon")).code).toBe(2);
  });
});

test("a stack file that is no map is exit 2", async () => {
  const { root } = fixture("");
  writeFileSync(join(root, "stacks/Pulumi.prod.yaml"), "config: 3\n");
  const ran = await preview(root, "prod");
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain("stacks/Pulumi.prod.yaml: config:");
});
