import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Access, mayAct, RIGHTS } from "../../../components/config/access";
import { accessChange, accessSentences } from "./access-change";

const NOW = new Date("2026-11-21T12:00:00Z");
const BASE: Access = {
  matrix: {
    "deploy-service": { developer: "no", "model-owner": "yes", "team-lead": "approve" },
    "restore-artifact": { developer: "request", "model-owner": "yes" },
    "write-runs": { "team-lead": { right: "limited", scope: "own team" } },
  },
  identities: {
    dana: { roles: ["developer"], team: "a" },
    mira: { roles: ["model-owner"], team: "a" },
    omar: { roles: ["team-lead"], team: "a" },
  },
  grants: [],
};
const told = (after: Access) => accessSentences(accessChange(BASE, after, NOW));
const request = (expires: string) => ({
  ...{ identity: "dana", action: "restore-artifact", team: "a", reason: "incident 12" },
  requested: "2026-11-20T00:00:00Z",
  expires,
});
const grant = (expires: string) => ({
  ...request(expires),
  ...{ approver: "mira", approved: "2026-11-20T00:00:00Z" },
});

describe("accessChange", () => {
  it("says nothing where nothing changes for anybody", () => {
    expect(told(BASE)).toEqual([]);
    // Nobody has that role.
    const matrix = {
      ...BASE.matrix,
      "write-runs": { ...BASE.matrix["write-runs"], auditor: "yes" },
    };
    expect(told({ ...BASE, matrix } as Access)).toEqual([]);
  });

  it("says what a role gives and takes", () => {
    const identities = { ...BASE.identities, dana: { roles: ["model-owner"], team: "a" } };
    expect(told({ ...BASE, identities })).toEqual([
      "dana gains deploy-service: may act at once (before: may not act)",
      "dana gains restore-artifact: may act at once (before: may ask for a grant)",
    ]);
  });

  it("says who comes and who goes, with what", () => {
    const { mira: _gone, ...rest } = BASE.identities;
    const identities = { ...rest, nora: { roles: ["team-lead"], team: "a" } };
    expect(told({ ...BASE, identities })).toEqual([
      "mira is removed",
      "mira loses deploy-service: may not act (before: may act at once)",
      "mira loses restore-artifact: may not act (before: may act at once)",
      "nora is new",
      "nora gains deploy-service: approve",
      "nora gains write-runs: may act within own team (before: may not act)",
    ]);
  });

  it("says what a cell changes for everyone in the role, scopes among it", () => {
    const matrix = {
      ...BASE.matrix,
      "deploy-service": { developer: "yes", "model-owner": "yes", "team-lead": "informed" },
      "write-runs": { "team-lead": { right: "limited", scope: "every team" } },
    };
    expect(told({ ...BASE, matrix } as Access)).toEqual([
      "dana gains deploy-service: may act at once (before: may not act)",
      "omar gains deploy-service: informed",
      "omar gains write-runs: may act within every team (before: may act within own team)",
      "omar loses deploy-service: approve",
    ]);
  });

  it("says when a role reaches further, or less far, and for whom it does", () => {
    const roles = (reach: "own-team" | "every-team") =>
      ({ "model-owner": { owner: "platform", description: "answers for models", reach } }) as const;
    const near = { ...BASE, roles: roles("own-team") };
    const far = { ...BASE, roles: roles("every-team") };
    expect(told(near)).toEqual([]);
    expect(told(far)).toEqual([
      "mira gains deploy-service: may act at once, for every team (before: may act at once)",
      "mira gains restore-artifact: may act at once, for every team (before: may act at once)",
    ]);
    expect(accessSentences(accessChange(far, near, NOW))).toEqual([
      "mira loses deploy-service: may act at once (before: may act at once, for every team)",
      "mira loses restore-artifact: may act at once (before: may act at once, for every team)",
    ]);
  });

  it("tells both what widens and what narrows of one action", () => {
    const roles = { lead: { owner: "o", description: "leads", reach: "every-team" as const } };
    const cell = { right: "restricted" as const, scope: "s" };
    const wide = { ...BASE, roles, identities: { x: { roles: ["lead"], team: "a" } } };
    const before: Access = { ...wide, matrix: { act: { lead: cell } } };
    const after: Access = { ...wide, roles: {}, matrix: { act: { lead: "yes" } } };
    expect(accessSentences(accessChange(before, after, NOW))).toEqual([
      "x gains act: may act at once (before: may act within s, for every team)",
      "x loses act: may act at once (before: may act within s, for every team)",
    ]);
  });

  it("says who changes teams, since rights are about the team's things", () => {
    const identities = { ...BASE.identities, dana: { roles: ["developer"], team: "b" } };
    expect(told({ ...BASE, identities })).toEqual([
      "dana gains membership of team b",
      "dana loses membership of team a",
    ]);
  });

  it("counts grants until they expire", () => {
    const live = { ...BASE, grants: [grant("2026-12-01T00:00:00Z")] };
    expect(told(live)).toEqual([
      "dana gains restore-artifact: by a grant for team a until 2026-12-01T00:00:00Z, approved by mira (incident 12)",
    ]);
    expect(told({ ...BASE, grants: [grant("2026-11-21T12:00:00Z")] })).toEqual([]);
    expect(accessSentences(accessChange(live, BASE, NOW))).toHaveLength(1);
  });

  it("says who asks, as no gain, and nothing more once somebody approves", () => {
    const waiting = { ...BASE, grants: [request("2026-12-01T00:00:00Z")] };
    expect(told(waiting)).toEqual([
      "dana asks for restore-artifact for team a until 2026-12-01T00:00:00Z (incident 12)",
    ]);
    expect(accessChange(waiting, waiting, NOW)).toEqual([]);
    const live = { ...BASE, grants: [grant("2026-12-01T00:00:00Z")] };
    expect(accessSentences(accessChange(waiting, live, NOW))).toEqual([
      "dana gains restore-artifact: by a grant for team a until 2026-12-01T00:00:00Z, approved by mira (incident 12)",
    ]);
    expect(told({ ...BASE, grants: [request("2026-11-21T12:00:00Z")] })).toEqual([]);
  });

  it("tells of every identity whose answer changes, whatever the two files", () => {
    const cell = fc
      .constantFrom(...RIGHTS)
      .map((right) =>
        right === "limited" || right === "restricted" ? { right, scope: "s" } : right,
      );
    const row = fc.dictionary(fc.constantFrom("r1", "r2", "r3"), cell);
    const roles = fc.uniqueArray(fc.constantFrom("r1", "r2", "r3"), { minLength: 1 });
    const file = fc.record({
      matrix: fc.dictionary(fc.constantFrom("a1", "a2"), row),
      identities: fc.dictionary(
        fc.constantFrom("x", "y"),
        roles.map((held) => ({ roles: held, team: "t" })),
      ),
      grants: fc.constant<Access["grants"]>([]),
    });
    fc.assert(
      fc.property(file, file, (before, after) => {
        const changes = accessChange(before, after, NOW);
        for (const who of ["x", "y"]) {
          for (const action of ["a1", "a2"]) {
            const [then, next] = [before, after].map(
              (access) => mayAct(access, who, action, NOW).allowed,
            );
            const one = changes.find(({ identity }) => identity === who);
            const said = (list: readonly string[] = []) =>
              list.some((text) => text.startsWith(`${action}: may`));
            if (then === false && next === true) expect(said(one?.gains)).toBe(true);
            if (then === true && next === false) expect(said(one?.loses)).toBe(true);
          }
        }
        expect(accessChange(before, before, NOW)).toEqual([]);
      }),
    );
  });
});
