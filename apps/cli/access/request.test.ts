import { describe, expect, it } from "vitest";
import { loadStacks } from "../../../components/config/load";
import { InputError, RefusedError } from "../../../lib/errors";
import { approvedAt, requestToApprove } from "./approval";
import { durationMs, momentText } from "./duration";
import { makeRequest, othersWhoApprove, type Wanted } from "./request";

const NOW = new Date("2026-11-21T12:00:00.789Z");
const stacks = loadStacks(process.cwd());
const WANTED: Wanted = {
  identity: "dana",
  action: "restore-artifact",
  team: "support-ml",
  reason: "the run of Tuesday was overwritten",
  duration: "8h",
};
const REQUEST = makeRequest(stacks, WANTED, NOW);
const ask =
  (changes: Partial<Wanted>, given = stacks) =>
  () =>
    makeRequest(given, { ...WANTED, ...changes }, NOW);
const granting = (...grants: (typeof stacks.access)["grants"]) => ({
  ...stacks,
  access: { ...stacks.access, grants },
});
/** Leads approve restoring, there is one in each team, and Dana is in one. */
const leads = {
  ...stacks.access,
  matrix: {
    ...stacks.access.matrix,
    "restore-artifact": { developer: "request" as const, "team-lead": "approve" as const },
  },
  identities: {
    dana: { roles: ["developer"], team: "support-ml" },
    omar: { roles: ["team-lead"], team: "support-ml" },
    olga: { roles: ["team-lead"], team: "platform" },
    both: { roles: ["team-lead", "developer"], team: "support-ml" },
  },
};

describe("makeRequest", () => {
  it("is an entry that nobody has approved, in whole seconds", () => {
    expect(REQUEST).toEqual({
      identity: "dana",
      action: "restore-artifact",
      team: "support-ml",
      reason: "the run of Tuesday was overwritten",
      requested: "2026-11-21T12:00:00Z",
      expires: "2026-11-21T20:00:00Z",
    });
  });

  it.each([
    [{ identity: "dna" }, /found identity "dna" \(did you mean "dana"\?\)/],
    [{ identity: "constructor" }, /found identity "constructor"; expected one of/],
    [{ action: "restore" }, /found action "restore"/],
    [{ team: "suport-ml" }, /found team "suport-ml" \(did you mean "support-ml"\?\)/],
    [{ reason: "because" }, /--reason: found 7 characters; expected one line of 10 to 300/],
    [{ reason: "overwritten\n  - identity: eve" }, /--reason: .*expected one line/],
    [{ reason: "x".repeat(301) }, /--reason: found 301 characters/],
    [{ duration: "8" }, /--for: found "8"; expected minutes, hours or days/],
    [{ duration: "7d1h" }, /--for: found "7d1h"/],
    [{ duration: "0h" }, /--for: found "0h"/],
    [{ duration: "-1h" }, /--for: found "-1h"/],
    [{ duration: "169h" }, /--for: found "169h"; .* 7d at most/],
  ])("refuses %j as bad input", (changes, message) => {
    expect(ask(changes)).toThrow(InputError);
    expect(ask(changes)).toThrow(message);
  });

  it.each([
    [{ action: "read-runs" }, /dana may not ask for read-runs: developer has yes/],
    [{ action: "deploy-service" }, /dana may not ask for deploy-service: developer has no/],
    [{ team: "platform" }, /dana may ask for restore-artifact in team support-ml alone/],
    [{ identity: "omar" }, /omar may not ask for restore-artifact: team-lead has informed/],
  ])("refuses %j, which the matrix does not let ask for", (changes, message) => {
    expect(ask(changes)).toThrow(RefusedError);
    expect(ask(changes)).toThrow(message);
  });

  it("refuses a second one while the first waits or lies about, and takes one beside a grant", () => {
    expect(ask({}, granting(REQUEST))).toThrow(/has asked for restore-artifact .* already, until/);
    const late = { ...REQUEST, expires: "2026-11-21T12:00:00Z" };
    expect(ask({}, granting(late))).toThrow(/ended at 2026-11-21T12:00:00Z, and is still in/);
    const approved = { ...REQUEST, approver: "petra", approved: REQUEST.requested };
    expect(ask({ identity: "mira" }, granting(REQUEST))).not.toThrow();
    expect(ask({}, granting(approved))).not.toThrow();
  });

  it("refuses what only the asker could approve", () => {
    const { olga: _a, omar: _b, ...identities } = leads.identities;
    const matrix = { ...leads.matrix, "rotate-secrets": { developer: "request" as const } };
    const alone = { ...stacks, access: { ...leads, matrix, identities } };
    expect(ask({ identity: "dana" }, alone)).not.toThrow();
    expect(ask({ identity: "dana", action: "rotate-secrets" }, alone)).toThrow(
      /nobody but dana may approve rotate-secrets for team support-ml/,
    );
    expect(ask({ identity: "both" }, alone)).toThrow(/nobody but both may approve/);
  });
});

describe("durations", () => {
  it.each([
    ["30m", 1_800_000],
    ["8h", 28_800_000],
    ["7d", 604_800_000],
  ])("%s is %d ms", (said, ms) => {
    expect(durationMs(said)).toBe(ms);
  });

  it("are told as moments in whole seconds", () => {
    expect(momentText(NOW.getTime())).toBe("2026-11-21T12:00:00Z");
  });
});

describe("requestToApprove", () => {
  const access = { ...leads, grants: [REQUEST] };
  const approve =
    (changes: object, given: typeof stacks.access = access, now = NOW) =>
    () =>
      requestToApprove(
        given,
        {
          identity: "dana",
          action: "restore-artifact",
          team: undefined,
          approver: "omar",
          ...changes,
        },
        now,
      );

  it("finds the one that waits, for whoever may approve it", () => {
    expect(approve({})()).toBe(REQUEST);
    expect(approve({ team: "support-ml" })()).toBe(REQUEST);
    expect(othersWhoApprove(access, REQUEST)).toEqual(["omar", "both"]);
  });

  it.each([
    ["one's own request", { approver: "dana" }, /dana asks for it, and may not approve it too/],
    [
      "for another team",
      { approver: "olga" },
      /olga may not approve restore-artifact for team support-ml: .*of team platform, and of no other/,
    ],
    ["what nobody asked for", { action: "read-runs" }, /no request of dana for read-runs waits/],
    ["in a team where nobody asked", { team: "platform" }, /in team platform waits/],
  ])("refuses to approve %s", (_, changes, message) => {
    expect(approve(changes)).toThrow(RefusedError);
    expect(approve(changes)).toThrow(message);
  });

  it("refuses one's own request also where the role approves", () => {
    const own = { ...REQUEST, identity: "both" };
    const { matrix } = leads;
    const both = { ...leads, matrix, grants: [own] };
    expect(approve({ identity: "both", approver: "both" }, both)).toThrow(
      /both asks for it, and may not approve it too/,
    );
  });

  it("refuses a request that is over, and one that is approved already", () => {
    const late = new Date(REQUEST.expires);
    expect(approve({}, access, late)).toThrow(/ended at 2026-11-21T20:00:00Z: it can be approved/);
    const done = { ...REQUEST, approver: "omar", approved: REQUEST.requested };
    expect(approve({}, { ...access, grants: [done] })).toThrow(/no request of dana .* waits/);
  });

  it("refuses names that are not there, and asks which of two", () => {
    expect(approve({ identity: "dna" })).toThrow(InputError);
    expect(approve({ approver: "Omar" })).toThrow(/found approver "Omar" \(did you mean "omar"/);
    expect(approve({ action: "restore" })).toThrow(InputError);
    const two = { ...access, grants: [REQUEST, { ...REQUEST, team: "platform" }] };
    expect(approve({}, two)).toThrow(/in teams support-ml and platform; expected --team/);
    expect(approve({ team: "support-ml" }, two)()).toBe(REQUEST);
  });

  it("is signed now, and not before it was asked for", () => {
    expect(approvedAt(REQUEST, new Date("2026-11-21T13:00:00.5Z"))).toBe("2026-11-21T13:00:00Z");
    expect(approvedAt(REQUEST, new Date("2026-11-21T11:00:00Z"))).toBe(REQUEST.requested);
  });
});
