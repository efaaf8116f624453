import { readFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { describe, expect, it } from "vitest";
import type { Access } from "../../../components/config/access";
import { loadStacks } from "../../../components/config/load";
import { accessPage, writtenPage } from "./matrix-page";

const FILE = "docs/access-matrix.md";
const page = readFileSync(FILE, "utf8");
const { access } = loadStacks(process.cwd());
const EMPTY = "<!-- access:start -->\n<!-- access:end -->\n";

/** The cells of an action's rights, by the role's column; `line` is a part of the right. */
function given(of: Access, action: string, line: string): string[] {
  const section = accessPage(EMPTY, of).split(`### ${action}\n`)[1]?.split("\n### ")[0] ?? "";
  const row = section.split("\n").find((text) => text.includes(line)) ?? "";
  return row
    .split("|")
    .slice(3, -1)
    .map((cell) => cell.trim());
}

describe(FILE, () => {
  it("is fresh (else: npm run access)", async () => {
    const options = (await resolveConfig(FILE)) ?? {};
    const written = await format(writtenPage(page, "."), { ...options, parser: "markdown" });
    expect(page).toBe(written);
  });

  it("says when it lost a mark", () => {
    expect(() => accessPage("# Who\n", access)).toThrow(/lacks <!-- access:start -->/);
  });

  it("changes exactly the changed cell's column", () => {
    const matrix = {
      ...access.matrix,
      "write-runs": { ...access.matrix["write-runs"], developer: "no" as const },
    };
    const jobs = "create, get jobs (batch)";
    expect(given(access, "write-runs", jobs)).toEqual([
      "own team",
      "own team",
      "each team",
      "own team",
    ]);
    expect(given({ ...access, matrix }, "write-runs", jobs)).toEqual([
      "–",
      "own team",
      "each team",
      "own team",
    ]);
    expect(given({ ...access, matrix }, "read-runs", "cronjobs, jobs")).toEqual(
      given(access, "read-runs", "cronjobs, jobs"),
    );
  });

  it("says what is the platform's, and what is never", () => {
    expect(given(access, "restore-artifact", "backup:StartRestoreJob")).toEqual([
      "–",
      "–",
      "yes",
      "–",
    ]);
    expect(given(access, "delete-shared-artifact", "<record-artifact>")).toEqual([
      "–",
      "–",
      "refused",
      "–",
    ]);
  });

  it("shows grants and their ends, and actions that are duties alone", () => {
    const request = {
      identity: "dana",
      action: "restore-artifact",
      team: "support-ml",
      reason: "incident | 12",
      requested: "2026-11-28T00:00:00Z",
      expires: "2026-12-01T00:00:00Z",
    };
    const text = accessPage(EMPTY, {
      ...access,
      actions: { "sign-contract": { description: "Signs with a supplier." } },
      matrix: { ...access.matrix, "sign-contract": { "team-lead": "yes" } },
      grants: [
        { ...request, approver: "petra", approved: "2026-11-28T01:00:00Z" },
        { ...request, identity: "mira" },
        { ...request, identity: "petra" },
      ],
    });
    const row = "| restore-artifact | support-ml | incident \\| 12 |";
    const end = "| 2026-12-01T00:00:00Z |";
    expect(text).toContain(
      `| \`dana\` ${row} approved by \`petra\` at 2026-11-28T01:00:00Z ${end}`,
    );
    expect(text).toContain(`| \`mira\` ${row} pending: \`petra\` may approve ${end}`);
    expect(text).toContain(`| \`petra\` ${row} pending: nobody may approve it ${end}`);
    expect(text).toContain(
      "### sign-contract\n\nSigns with a supplier.\n\nGrants nothing in the cluster or in AWS.",
    );
    expect(accessPage(EMPTY, access)).toContain("## Grants\n\nThere are none.");
  });
});
