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

  it("takes a grant for its team alone, once it is approved and until it ends", () => {
    const request = {
      identity: "petra",
      action: "write-runs",
      team: "support-ml",
      reason: "a backfill of last month",
      requested: "2026-11-21T08:00:00Z",
      expires: "2026-11-21T20:00:00Z",
    };
    const grant = { ...request, approver: "omar", approved: "2026-11-21T09:00:00Z" };
    const row = { "platform-owner": "request", "team-lead": "approve" } as const;
    const matrix = { ...stacks.access.matrix, "write-runs": row };
    const writers = (...grants: Access["grants"]) => {
      const wanted = withAccess({ matrix, grants });
      return Object.keys(stacks.teams).map((name) =>
        members(wanted, `towpath:${name}:write-runs`)?.includes("petra"),
      );
    };
    expect(Object.keys(stacks.teams)).toEqual(["platform", "support-ml"]);
    expect(writers(grant)).toEqual([false, true]);
    expect(writers(request)).toEqual([false, false]);
    expect(writers({ ...grant, expires: "2026-11-21T12:00:00Z" })).toEqual([false, false]);
  });

  it("refuses a person who is called like a team's jobs", () => {
    const identities = {
      ...stacks.access.identities,
      "jobs@support-ml": { roles: ["developer"], team: "support-ml" },
    };
    expect(() => withAccess({ identities })).toThrow(/found login "jobs@support-ml"/);
  });
});
