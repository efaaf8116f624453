import { describe, expect, it } from "vitest";
import type { Access } from "../../../../components/config/access";
import { loadJobs } from "../../../../components/config/jobs";
import { loadStacks } from "../../../../components/config/load";
import { jobUser, wantedTracking } from "./wanted";

const NOW = new Date("2026-11-21T12:00:00Z");
const root = process.cwd();
const stacks = loadStacks(root);
const jobs = loadJobs(root, stacks);
const team = (name: string) => ({ ...Object.values(stacks.teams)[0], namespace: name });
const withAccess = (change: Partial<Access>) =>
  wantedTracking({ ...stacks, access: { ...stacks.access, ...change } }, jobs, NOW);
const members = (wanted: ReturnType<typeof wantedTracking>, role: string) =>
  wanted.roles.find(({ name }) => name === role)?.members;

describe("what MLflow should know", () => {
  it("follows the cells: a lead's limited right counts in the own team", () => {
    const wanted = wantedTracking(stacks, jobs, NOW);
    expect(members(wanted, "towpath:support-ml:read-runs")).toEqual([
      ...["dana", "mira", "omar", "petra"],
    ]);
    expect(members(wanted, "towpath:support-ml:write-runs")).toEqual([
      ...["dana", "jobs@support-ml", "mira", "omar", "petra"],
    ]);
    expect(wanted.roles.find(({ team }) => team === "support-ml")?.artifacts).toContain(
      "support-triage",
    );
    expect(wanted.users).toContain(jobUser("support-ml"));
  });

  it("changes by a cell alone: write-runs no, and developers only read", () => {
    const matrix = {
      ...stacks.access.matrix,
      "write-runs": { ...stacks.access.matrix["write-runs"], developer: "no" as const },
    };
    const wanted = withAccess({ matrix });
    expect(members(wanted, "towpath:support-ml:read-runs")).toContain("dana");
    expect(members(wanted, "towpath:support-ml:write-runs")).not.toContain("dana");
  });

  it("keeps teams apart, but for roles that reach every team", () => {
    const two = { ...stacks, teams: { ...stacks.teams, ranking: team("ranking") as never } };
    const wanted = wantedTracking(two, jobs, NOW);
    expect(members(wanted, "towpath:ranking:read-runs")).toEqual(["petra"]);
    expect(members(wanted, "towpath:ranking:write-runs")).toEqual(["jobs@ranking", "petra"]);
    expect(wanted.roles.find(({ team }) => team === "ranking")?.artifacts).toEqual([]);
  });

  it("refuses a person who is called like a team's jobs", () => {
    const identities = {
      ...stacks.access.identities,
      "jobs@support-ml": { roles: ["developer"], team: "support-ml" },
    };
    expect(() => withAccess({ identities })).toThrow(/found login "jobs@support-ml"/);
  });
});
