import { describe, expect, it } from "vitest";
import { type Access, approversOf, mayAct, mayApprove } from "./access";

const access: Access = {
  matrix: {
    "promote-artifact": { developer: "no", "model-owner": "yes", "team-lead": "approve" },
    "restore-artifact": { developer: "request" },
    "write-runs": { "team-lead": { right: "limited", scope: "own team" } },
  },
  identities: {
    dana: { roles: ["developer"], team: "a" },
    mira: { roles: ["developer", "model-owner"], team: "a" },
    omar: { roles: ["team-lead"], team: "a" },
  },
  grants: [
    {
      identity: "dana",
      action: "restore-artifact",
      reason: "incident 12",
      approver: "omar",
      expires: "2026-06-01T00:00:00Z",
    },
  ],
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
    expect(approversOf(access, "promote-artifact")).toEqual(["mira", "omar"]);
    expect(mayApprove(access, "dana", "restore-artifact").allowed).toBe(false);
  });
});
