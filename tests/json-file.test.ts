import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PreviewReport } from "../apps/cli/preview/report";
import type { Fixture } from "../bench/preview/fixture";
import { fixture, preview, removeFixtures } from "./preview-run";

afterAll(removeFixtures);

/** The commands whose `--json` may name a file write the same, however it is written. */
describe("--json FILE", () => {
  let project: Fixture;
  beforeAll(() => {
    project = fixture(`export const answer = "known";\n`);
  });

  test.each([
    ["after a space", ["prod", "--json", "plan.json"]],
    ["after =", ["prod", "--json=plan.json"]],
    ["before the environment", ["--json", "plan.json", "prod"]],
    ["before another option", ["prod", "--json", "plan.json", "--no-policies"]],
  ])("%s writes the file and leaves stdout to people", async (_form, args) => {
    project.write("plan.json", "former content");
    const ran = await preview(project.root, ...args);
    expect(ran.code, ran.stderr).toBe(0);
    const report = JSON.parse(
      readFileSync(join(project.root, "plan.json"), "utf8"),
    ) as PreviewReport;
    expect(report.outputs).toEqual({ answer: "known" });
    expect(ran.stdout).toContain("Outputs");
  });

  test.each([
    ["at the end", ["prod", "--json"]],
    ["before the environment", ["--json", "prod"]],
    ["before another option", ["prod", "--json", "--no-policies"]],
  ])("without a file, %s, prints JSON alone", async (_form, args) => {
    const ran = await preview(project.root, ...args);
    expect(ran.code, ran.stderr).toBe(0);
    expect((JSON.parse(ran.stdout) as PreviewReport).outputs).toEqual({ answer: "known" });
    expect(existsSync(join(project.root, "prod"))).toBe(false);
  });

  test("too many operands are still refused", async () => {
    const ran = await preview(project.root, "prod", "more");
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("too many arguments");
  });
});
