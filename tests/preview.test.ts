import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Difference } from "../apps/cli/preview/diff";
import type { PreviewReport } from "../apps/cli/preview/report";
import { awsProgram } from "../bench/preview/fixture";
import { CHECKOUT, fixture, IMPORTS, preview, removeFixtures, reportOf } from "./preview-run";

afterAll(removeFixtures);

describe("the plan", () => {
  test("holds what the program registers, with unknowns, and is the same each time", async () => {
    const { root } = fixture(awsProgram(3));
    const first = await reportOf(root);
    const second = await reportOf(root);
    expect({ ...first, durationMs: 0 }).toEqual({ ...second, durationMs: 0 });
    expect(JSON.stringify({ ...first, durationMs: 0 })).toBe(
      JSON.stringify({ ...second, durationMs: 0 }),
    );
    expect(first.summary.resources).toBe(3 * 7 + 2);
    expect(first.summary.byType["aws:s3/bucket:Bucket"]).toBe(3);
    const versioning = first.resources.find(({ name }) => name === "service-1-versioning");
    expect(versioning).toEqual({
      urn: "urn:pulumi:prod::towpath::towpath:bench:Service$aws:s3/bucketVersioning:BucketVersioning::service-1-versioning",
      type: "aws:s3/bucketVersioning:BucketVersioning",
      name: "service-1-versioning",
      parent: "urn:pulumi:prod::towpath::towpath:bench:Service::service-1",
      provider: "urn:pulumi:prod::towpath::pulumi:providers:aws::aws",
      inputs: { bucket: "<unknown>", versioningConfiguration: { status: "Enabled" } },
      protect: false,
      retainOnDelete: false,
      dependencies: [
        "urn:pulumi:prod::towpath::towpath:bench:Service$aws:s3/bucket:Bucket::service-1-bucket",
      ],
      propertyDependencies: {
        bucket: [
          "urn:pulumi:prod::towpath::towpath:bench:Service$aws:s3/bucket:Bucket::service-1-bucket",
        ],
      },
    });
    expect(first.resources.find(({ name }) => name === "service-1-bucket")?.protect).toBe(true);
    expect(first.outputs).toEqual({ buckets: ["<unknown>", "<unknown>", "<unknown>"] });
  });

  test("never shows a secret: not in the report, the page, messages or logs", async () => {
    const { root } = fixture(
      `${IMPORTS}
const config = new pulumi.Config();
const planted = pulumi.secret("planted-secret-1");
new aws.ssm.Parameter("p", { type: "String", value: planted }, { provider });
new aws.s3.Bucket("leak", { bucketPrefix: "beside planted-secret-1" }, { provider });
new aws.ssm.Parameter("q", { type: "String", value: config.requireSecret("token") }, { provider });
pulumi.log.warn("warned of planted-secret-1");
console.log("printed planted-secret-1");
export const token = pulumi.interpolate\`token=\${planted}\`;
`,
      {
        "stacks/Pulumi.prod.yaml":
          "config:\n  towpath:token:\n    secure: v1:planted-cipher:text\nencryptionsalt: v1:planted-salt\n",
      },
    );
    const ran = await preview(root, "prod", "--json=plan.json", "--out", "page");
    expect(ran.code, ran.stderr).toBe(0);
    const plan = readFileSync(join(root, "plan.json"), "utf8");
    const page = readFileSync(join(root, "page/index.html"), "utf8");
    for (const text of [plan, page, ran.stdout, ran.stderr]) expect(text).not.toContain("planted");
    expect(ran.stdout).toContain("warning: warned of <secret>");
    const report = JSON.parse(plan) as PreviewReport;
    const inputs = (name: string) => report.resources.find((one) => one.name === name)?.inputs;
    expect(inputs("p")?.value).toBe("<secret>");
    expect(inputs("q")?.value).toBe("<secret>");
    // Not marked as a secret by the program, and yet the same text.
    expect(inputs("leak")?.bucketPrefix).toBe("beside <secret>");
    expect(report.outputs).toEqual({ token: "<secret>" });
    // The page stands alone.
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  test("answers look-ups from the provider's region, and takes hooks and aliases", async () => {
    const { root } = fixture(`${IMPORTS}
const partition = aws.getPartitionOutput({}, { provider });
const zones = aws.getAvailabilityZonesOutput({}, { provider });
new aws.ec2.Vpc("vpc", { cidrBlock: "10.0.0.0/16" }, {
  provider,
  aliases: [{ name: "former" }],
  hooks: { afterCreate: [new pulumi.ResourceHook("told", () => undefined)] },
});
export const arn = pulumi.interpolate\`arn:\${partition.partition}:s3:::x\`;
export const zone = zones.names[0];
`);
    expect((await reportOf(root)).outputs).toEqual({ arn: "arn:aws:s3:::x", zone: "<unknown>" });
  });
});

describe("policies", () => {
  const PACK = `import { PolicyPack } from "@pulumi/policy";
new PolicyPack("rules", { policies: [
  { name: "no-open-bucket", description: "Buckets are private.", enforcementLevel: "mandatory",
    remediationSteps: "Drop the acl.", severity: "high",
    configSchema: { properties: { acl: { type: "string", default: "public-read" } } },
    validateResource: (args, report) => {
      if (args.type === "aws:s3/bucket:Bucket" && args.props.acl === args.getConfig<{ acl: string }>().acl) report(\`\${args.name} is public.\`);
    } },
  { name: "mends-tags", description: "Tags are set.", enforcementLevel: "remediate",
    remediateResource: (args) => args.type === "aws:s3/bucket:Bucket" ? { ...args.props, tags: { mended: "yes" } } : undefined },
  { name: "few", description: "Few resources.", enforcementLevel: "advisory",
    validateStack: (args, report) => { if (args.resources.length > 2) report(\`\${args.resources.length} resources\`); } },
] });
`;

  test("judge, mend and are reported; a mandatory violation is exit 1", async () => {
    const { root } = fixture(
      `${IMPORTS}
new aws.s3.Bucket("open", { acl: "public-read" }, { provider });
`,
      {
        "policies/index.ts": PACK,
        "policies/package.json": '{ "name": "rules", "version": "1.0.0" }',
        "policies/PulumiPolicy.yaml": "runtime: nodejs\n",
      },
    );
    const ran = await preview(root, "prod", "--json");
    expect(ran.code, ran.stderr).toBe(1);
    const report = JSON.parse(ran.stdout) as PreviewReport;
    expect(report.summary.violations).toEqual({ mandatory: 1, advisory: 1, exempted: 0 });
    expect(report.violations).toEqual([
      {
        pack: "rules",
        policy: "no-open-bucket",
        severity: "high",
        enforcement: "mandatory",
        urn: "urn:pulumi:prod::towpath::aws:s3/bucket:Bucket::open",
        message: "open is public.",
        remediation: "Drop the acl.",
        source: { file: "index.ts", line: 5, column: 1 },
        calledFrom: [],
      },
      expect.objectContaining({ policy: "few", enforcement: "advisory", message: "3 resources" }),
    ]);
    expect(report.resources.find(({ name }) => name === "open")?.inputs.tags).toEqual({
      mended: "yes",
    });
  });

  test("this checkout's own pack and program preview clean", async () => {
    const ran = await preview(CHECKOUT, "dev", "--json");
    expect(ran.code, ran.stderr).toBe(0);
    expect((JSON.parse(ran.stdout) as PreviewReport).environment).toBe("dev");
  });
});

describe("a change", () => {
  test("is shown property by property against a Git ref, and can fail the check", async () => {
    const project = fixture(`${IMPORTS}
new aws.s3.Bucket("kept", { tags: { a: "1" } }, { provider });
new aws.s3.Bucket("gone", {}, { provider });
new aws.s3.Bucket("old-name", {}, { provider });
new aws.kms.Alias("alias", { name: "alias/a", targetKeyId: "k" }, { provider });
`);
    const { root } = project;
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], { cwd: root });
    project.write(".gitignore", "node_modules\n.towpath\n");
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-qm", "before");
    project.write(
      "index.ts",
      `${IMPORTS}
new aws.s3.Bucket("kept", { tags: { a: "2" } }, { provider });
new aws.s3.Bucket("new-name", {}, { provider, aliases: [{ name: "old-name" }] });
new aws.kms.Alias("alias", { name: "alias/b", targetKeyId: "k" }, { provider });
new aws.s3.Bucket("fresh", {}, { provider });
`,
    );
    const ran = await preview(root, "prod", "--against", "main", "--json=plan.json");
    expect(ran.code, ran.stderr).toBe(0);
    const { difference } = JSON.parse(readFileSync(join(root, "plan.json"), "utf8")) as {
      difference: Difference;
    };
    // The stack and the provider, and the bucket under its new name.
    expect(difference.summary).toEqual({ add: 1, change: 1, replace: 1, delete: 1, unchanged: 3 });
    expect(ran.stdout).toContain('tags.a: "1" → "2"');
    expect(ran.stdout).toContain("change (may replace)");
    const alias = difference.changes.find(({ name }) => name === "alias");
    expect(alias?.operation).toBe("replace");
    expect(alias?.properties[0]?.replaces).toContain("kms/alias.go");
    expect(git("worktree", "list").toString().trim().split("\n")).toHaveLength(1);

    const refused = await preview(root, "prod", "--against", "main", "--fail-on", "replace,delete");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("1 to replace, 1 to delete");
    const unknown = await preview(root, "prod", "--against", "nowhere");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('"nowhere" is not a commit');
  });
});
