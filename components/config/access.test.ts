import { describe, expect, it } from "vitest";
import {
  type Access,
  activeGrants,
  approversOf,
  askingRoles,
  mayAct,
  mayApprove,
  mayAskFor,
} from "./access";
import { type Grant, stateOf } from "./access/grant-schema";

const GRANT = {
  identity: "dana",
  action: "restore-artifact",
  team: "a",
  reason: "incident 12",
  requested: "2026-05-30T00:00:00Z",
  approver: "omar",
  approved: "2026-05-30T08:00:00Z",
  expires: "2026-06-01T00:00:00Z",
} satisfies Grant;
const access: Access = {
  roles: {
    "platform-owner": { owner: "o", description: "runs the platform", reach: "every-team" },
  },
  matrix: {
    "promote-artifact": { developer: "no", "model-owner": "yes", "team-lead": "approve" },
    "restore-artifact": {
      developer: "request",
      "model-owner": "yes",
      "platform-owner": "request",
      "team-lead": "approve",
    },
    "write-runs": { "team-lead": { right: "limited", scope: "own team" } },
  },
  identities: {
    dana: { roles: ["developer"], team: "a" },
    mira: { roles: ["developer", "model-owner"], team: "a" },
    omar: { roles: ["team-lead"], team: "a" },
    olga: { roles: ["team-lead"], team: "b" },
    petra: { roles: ["platform-owner"], team: "b" },
  },
  grants: [GRANT],
};
const before = new Date("2026-05-31T23:59:59Z");
const after = new Date("2026-06-01T00:00:00Z");

describe("mayAct", () => {
  it.each([
    ["mira", "promote-artifact", true],
    ["dana", "promote-artifact", false],
    // Approving is a duty, not a right to act.
    ["omar", "promote-artifact", false],
    ["omar", "write-runs", true],
    ["nobody", "promote-artifact", false],
    ["mira", "no-such-action", false],
  ])("%s %s: %s", (who, action, allowed) => {
    expect(mayAct(access, who, action, before).allowed).toBe(allowed);
  });

  it("honours a grant until the moment it expires", () => {
    expect(mayAct(access, "dana", "restore-artifact", before).allowed).toBe(true);
    expect(mayAct(access, "dana", "restore-artifact", after).allowed).toBe(false);
  });

  it("says why not", () => {
    expect(mayAct(access, "dana", "promote-artifact", before).reason).toBe(
      "dana is developer (promote-artifact: no)",
    );
  });
});

describe("mayApprove", () => {
  it("takes approve and yes, nothing else", () => {
    expect(approversOf(access, "promote-artifact")).toEqual(["mira", "omar", "olga"]);
    expect(mayApprove(access, "dana", "restore-artifact").allowed).toBe(false);
  });

  it("takes leads of the team alone, and roles that reach every team", () => {
    expect(approversOf(access, "promote-artifact", "a")).toEqual(["mira", "omar"]);
    expect(approversOf(access, "promote-artifact", "b")).toEqual(["olga"]);
    expect(approversOf(access, "promote-artifact", "nobody")).toEqual([]);
    expect(mayApprove(access, "olga", "promote-artifact", "a").reason).toBe(
      "olga is team-lead (promote-artifact: approve) of team b, and of no other",
    );
    const matrix = { ...access.matrix, act: { "platform-owner": "approve" as const } };
    expect(approversOf({ ...access, matrix }, "act", "a")).toEqual(["petra"]);
    // Things of several teams, and of none that the file knows.
    expect(approversOf(access, "promote-artifact", ["a", "b"])).toEqual(["mira", "omar", "olga"]);
    expect(approversOf(access, "promote-artifact", [])).toEqual([]);
    expect(approversOf({ ...access, matrix }, "act", [])).toEqual(["petra"]);
  });
});

describe("activeGrants", () => {
  const within = new Date("2026-05-31T00:00:00Z");
  const active = (changes: Partial<Grant>, now = within, matrix = access.matrix) =>
    activeGrants({ ...access, matrix, grants: [{ ...GRANT, ...changes }] }, now).length === 1;

  it("are approved and not over: from the approval until the moment of the end", () => {
    const moments = ["2026-05-30T07:59:59Z", GRANT.approved, "2026-05-31T23:59:59Z", GRANT.expires];
    expect(moments.map((at) => active({}, new Date(at)))).toEqual([false, true, true, false]);
    expect(moments.map((at) => stateOf(GRANT, new Date(at)))).toEqual([
      "pending",
      "active",
      "active",
      "expired",
    ]);
  });

  it("are none while nobody approved, however the entry came about", () => {
    const { approved: _at, approver: _by, ...request } = GRANT;
    expect(activeGrants({ ...access, grants: [request] }, within)).toEqual([]);
    expect(mayAct({ ...access, grants: [request] }, "dana", GRANT.action, within).allowed).toBe(
      false,
    );
    const { approved: _when, ...half } = GRANT;
    expect(activeGrants({ ...access, grants: [half] }, within)).toEqual([]);
  });

  it.each([
    ["the holder's own word", { identity: "petra", approver: "petra", team: "b" }],
    ["the word of somebody who may not approve", { approver: "dana", identity: "petra" }],
    ["the word of another team's lead", { approver: "olga" }],
    ["the word of nobody in the file", { approver: "constructor" }],
    ["another team's things", { team: "b" }],
    ["an action whose cell says no", { action: "promote-artifact" }],
    ["somebody who is not in the file", { identity: "eve" }],
  ])("take no notice of %s", (_, changes) => {
    expect(active({})).toBe(true);
    expect(active(changes)).toBe(false);
  });

  it("end with the cell that let ask for them", () => {
    const row = { ...access.matrix["restore-artifact"], developer: "no" as const };
    expect(active({}, within, { ...access.matrix, "restore-artifact": row })).toBe(false);
  });

  it("go as far as the role that asks", () => {
    expect(active({ identity: "petra", team: "a" })).toBe(true);
    expect(mayAskFor(access, "dana", "restore-artifact", "b")).toBe(false);
    // Who may act at once need not ask.
    expect(askingRoles(access, "mira", "restore-artifact")).toEqual([]);
    expect(askingRoles(access, "constructor", "restore-artifact")).toEqual([]);
  });
});
