import { describe, expect, it } from "vitest";
import type { Access } from "../config/access";
import { loadStacks } from "../config/load";
import { clusterRights, type Place } from "./cluster-rights";

const PLACES: readonly Place[] = [
  { kind: "team", team: "platform" },
  { kind: "team", team: "support-ml" },
  { kind: "serving" },
  { kind: "tracking" },
];
const TEAMS = ["support-ml", "platform"];
const { access } = loadStacks(process.cwd());

/** `place role: groups`, a line a Role. */
const lines = (given: Access, places = PLACES) =>
  clusterRights(given, TEAMS, places).map(
    ({ place, name, groups }) =>
      `${place.team ?? place.kind} ${name}: ${groups.map((group) => group.replace("towpath:", "")).join(" ")}`,
  );
const changed = (cells: Access["matrix"]): Access => ({
  ...access,
  matrix: {
    ...access.matrix,
    ...Object.fromEntries(
      Object.entries(cells).map(([action, row]) => [action, { ...access.matrix[action], ...row }]),
    ),
  },
});

describe("clusterRights", () => {
  it("gives own-team roles their team's namespace, and wide ones every team's", () => {
    const both = (role: string) => `platform:${role} support-ml:${role}`;
    expect(lines(access)).toEqual([
      "platform developer: platform:developer",
      "platform model-owner: platform:model-owner",
      `platform platform-owner: ${both("platform-owner")}`,
      "platform team-lead: platform:team-lead",
      "support-ml developer: support-ml:developer",
      "support-ml model-owner: support-ml:model-owner",
      `support-ml platform-owner: ${both("platform-owner")}`,
      "support-ml team-lead: support-ml:team-lead",
      `serving model-owner: ${both("model-owner")}`,
      `serving platform-owner: ${both("platform-owner")}`,
      `tracking developer: ${both("developer")}`,
      `tracking model-owner: ${both("model-owner")}`,
      `tracking platform-owner: ${both("platform-owner")}`,
      `tracking team-lead: ${both("team-lead")}`,
    ]);
  });

  it("keeps what a wide role has limited to the holder's own team", () => {
    const limited = changed({
      "write-runs": { "platform-owner": { right: "limited", scope: "its own runs" } },
    });
    const [mine, all] = ["platform platform-owner-own-team", "platform platform-owner"].map(
      (wanted) => lines(limited).filter((line) => line.startsWith(`${wanted}: `)),
    );
    expect(mine).toEqual(["platform platform-owner-own-team: platform:platform-owner"]);
    expect(all).toEqual([
      "platform platform-owner: platform:platform-owner support-ml:platform-owner",
    ]);
    const verbs = clusterRights(limited, TEAMS, PLACES)
      .filter(({ name }) => name === "platform-owner")
      .flatMap(({ rules }) => rules.filter(({ resources }) => resources.includes("jobs")))
      .flatMap((rule) => rule.verbs);
    expect(verbs).not.toContain("create");
  });

  it("follows a single cell, and changes nothing else", () => {
    const before = clusterRights(access, TEAMS, PLACES);
    const after = clusterRights(changed({ "rotate-secrets": { developer: "yes" } }), TEAMS, PLACES);
    const differing = after.filter((role, index) => {
      return JSON.stringify(role) !== JSON.stringify(before[index]);
    });
    expect(differing.map(({ place, role }) => `${place.team ?? ""} ${role}`)).toEqual([
      "platform developer",
      "support-ml developer",
    ]);
  });

  it("grants nothing where a namespace is not there, or for duties and requests alone", () => {
    expect(lines(access, [])).toEqual([]);
    const duties = Object.fromEntries(
      Object.keys(access.matrix).map((action) => [
        action,
        { developer: "request", "model-owner": "no", "platform-owner": "verify" } as const,
      ]),
    );
    const none = { ...access, matrix: { ...duties, "write-runs": { "team-lead": "approve" } } };
    expect(lines(none as Access)).toEqual([]);
  });

  it("is the same whatever the order of teams, rows and cells", () => {
    const turned: Access = {
      ...access,
      matrix: Object.fromEntries(
        Object.entries(access.matrix)
          .reverse()
          .map(([action, row]) => [action, Object.fromEntries(Object.entries(row).reverse())]),
      ),
    };
    expect(clusterRights(turned, [...TEAMS].reverse(), PLACES)).toEqual(
      clusterRights(access, TEAMS, PLACES),
    );
  });

  it("names no wildcard and no verb that gives more rights", () => {
    for (const { rules } of clusterRights(access, TEAMS, PLACES)) {
      const words = rules.flatMap((rule) => [...rule.apiGroups, ...rule.resources, ...rule.verbs]);
      expect(words.filter((word) => /\*|bind|escalate|impersonate/.test(word))).toEqual([]);
    }
  });
});
