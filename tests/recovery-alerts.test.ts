import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { OVERDUE_HOURS } from "../components/config/recovery";

/** The Debian package prometheus has it. */
const PROMTOOL = process.env.PROMTOOL ?? "promtool";

function canRun(): boolean {
  try {
    execFileSync(PROMTOOL, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly expr: string;
      readonly annotations: { readonly runbook: string };
    }[];
  }[];
}

describe("docs/alerts/recovery.rules.yaml", () => {
  const { groups } = parse(readFileSync("docs/alerts/recovery.rules.yaml", "utf8")) as Rules;
  const rules = groups.flatMap((group) => group.rules);

  it("names pages that are there", () => {
    expect(rules.length).toBeGreaterThan(3);
    for (const { annotations } of rules) expect(existsSync(annotations.runbook)).toBe(true);
  });

  it.each([
    ["TowpathBackupOverdue", OVERDUE_HOURS.backup],
    ["TowpathDrillOverdue", OVERDUE_HOURS.drill],
  ])("%s keeps to the promise", (alert, hours) => {
    const found = rules.filter((rule) => rule.alert === alert);
    expect(found.map(({ expr }) => expr)).toEqual([
      expect.stringMatching(new RegExp(`> ${hours} \\* 3600$`)) as unknown,
    ]);
  });

  it("says of clusters what its own cases expect", (context) => {
    if (!canRun()) {
      context.skip(
        `${PROMTOOL} is not on the path; the Debian package prometheus has it, or set PROMTOOL`,
      );
    }
    const said = execFileSync(PROMTOOL, ["test", "rules", "docs/alerts/recovery.test.yaml"], {
      encoding: "utf8",
    });
    expect(said).toContain("SUCCESS");
  });
});
