import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Difference } from "../apps/cli/preview/diff";
import type { PreviewReport } from "../apps/cli/preview/report";
import { CHECKOUT, fixture, IMPORTS, preview, removeFixtures, reportOf } from "./preview-run";

afterAll(removeFixtures);

const ENVIRONMENTS = ["dev", "staging", "prod", "local"] as const;
const reports: Partial<Record<(typeof ENVIRONMENTS)[number], PreviewReport>> = {};
const of = (environment: (typeof ENVIRONMENTS)[number]) => {
  const report = reports[environment];
  if (report === undefined) throw new Error(`no report of ${environment}`);
  return report;
};

describe("the shipped environments", () => {
  beforeAll(async () => {
    for (const environment of ENVIRONMENTS) {
      const ran = await preview(CHECKOUT, environment, "--json");
      expect(ran.code, ran.stderr).toBe(0);
      reports[environment] = JSON.parse(ran.stdout) as PreviewReport;
    }
  });

  test("cost more the more people rely on them; a cluster of one's own costs AWS nothing", () => {
    const [dev, staging, prod] = [of("dev"), of("staging"), of("prod")].map(
      ({ estimate }) => estimate.perMonth,
    );
    expect(dev?.min).toBeGreaterThan(0);
    for (const end of ["min", "max"] as const) {
      expect(dev?.[end]).toBeLessThan(staging?.[end] ?? 0);
      expect(staging?.[end]).toBeLessThan(prod?.[end] ?? 0);
    }
    expect(of("local").estimate).toMatchObject({ components: [], unpriced: [], usageBased: [] });
    expect(of("local").quotas).toEqual([]);
  });

  test("have a rule for every type of AWS, and a price for all but the known gap", () => {
    for (const environment of ["dev", "staging", "prod"] as const) {
      const open = of(environment).estimate.unpriced.filter(
        // Open in stacks/prices.yaml: no citable source.
        ({ what }) => !what.startsWith("database db.m7g.large"),
      );
      expect(open, environment).toEqual([]);
    }
  });

  test("are told by the parts of the platform, and their sum is the total", () => {
    const { components, perMonth } = of("prod").estimate;
    const names = components.map(({ component }) => component);
    expect(names).toEqual(expect.arrayContaining(["nodes", "network", "cluster", "database"]));
    const total = components.reduce((sum, one) => sum + Math.round(one.perMonth.max * 100), 0);
    expect(total / 100).toBe(perMonth.max);
  });

  test("need GPU quotas by family, and say how to ask for them", () => {
    const gpu = of("prod").quotas.find(({ code }) => code === "L-DB2E81BA");
    // Two pools of at most two nodes: g5.2xlarge has 8 vCPU, g5.xlarge 4.
    expect(gpu).toMatchObject({ needed: 2 * 8 + 2 * 4, duringUpdate: 0, region: "us-east-1" });
    expect(gpu?.request).toContain("--desired-value 24");
    for (const environment of ["dev", "staging", "prod"] as const) {
      expect(of(environment).quotasNotKnown).toEqual([]);
    }
  });
});

const PRICES = `hours_per_month: 730
prices:
  - { service: kms/key, unit: month, usd: 1, region: eu-central-1, source: a page to cite, date: "2026" }
`;
const KEY = `new aws.kms.Key("key", {}, { provider });\n`;

describe("a change", () => {
  test("is priced on both sides with the price list of now", async () => {
    const project = fixture(IMPORTS + KEY, { "stacks/prices.yaml": PRICES.replace("1,", "9,") });
    const git = (...args: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
        cwd: project.root,
      });
    project.write(".gitignore", "node_modules\n.towpath\n");
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-qm", "before");
    project.write("stacks/prices.yaml", PRICES);
    project.write("index.ts", `${IMPORTS}${KEY}${KEY.replace("key", "second")}`);
    const ran = await preview(
      project.root,
      ...["prod", "--against", "main", "--json=plan.json", "--out", "page"],
    );
    expect(ran.code, ran.stderr).toBe(0);
    expect(ran.stdout).toContain("Estimate: $1 → $2 a month (+$1)");
    const { difference } = JSON.parse(readFileSync(join(project.root, "plan.json"), "utf8")) as {
      difference: Difference;
    };
    expect(difference.estimate).toMatchObject({ before: { max: 1 }, after: { max: 2 } });
    const page = readFileSync(join(project.root, "page/index.html"), "utf8");
    expect(page).toContain("Estimate $1 → $2 a month");
    expect(page).toContain("<b>$2</b> a month</h2>");
  });
});

describe("the price list", () => {
  test("may be absent: everything is listed, nothing is counted", async () => {
    const { estimate } = await reportOf(fixture(IMPORTS + KEY).root);
    expect(estimate).toMatchObject({ perMonth: { min: 0, max: 0 }, components: [] });
    expect(estimate.unpriced.map(({ reason }) => reason)).toEqual([
      "no price of kms/key (month, eu-central-1) in stacks/prices.yaml",
    ]);
  });

  test("with a mistake is bad input, with its place", async () => {
    const wrong = PRICES.replace("usd: 1", "usd: cheap");
    const ran = await preview(fixture(IMPORTS, { "stacks/prices.yaml": wrong }).root, "prod");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("stacks/prices.yaml:3:");
  });
});
