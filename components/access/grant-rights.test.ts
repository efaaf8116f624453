import { describe, expect, it } from "vitest";
import type { Access } from "../config/access";
import { ACTIONS } from "../config/access/actions";
import type { ApprovedGrant } from "../config/access/grant-schema";
import { loadStacks } from "../config/load";
import { clusterRights, type Place } from "./cluster-rights";
import { grantRights } from "./grant-rights";

const PLACES: readonly Place[] = [
  { kind: "team", team: "platform" },
  { kind: "team", team: "support-ml" },
  { kind: "serving" },
  { kind: "tracking" },
];
const NOW = new Date("2026-11-21T12:00:00Z");
const { access } = loadStacks(process.cwd());
const GRANT: ApprovedGrant = {
  identity: "dana",
  action: "read-runs",
  team: "support-ml",
  reason: "looks into incident 12",
  requested: "2026-11-21T08:00:00Z",
  approver: "petra",
  approved: "2026-11-21T09:00:00Z",
  expires: "2026-11-22T08:00:00Z",
};
/** Developers may do nothing but ask for this one action. */
const asking = (action: string, right: "request" | "yes" = "request"): Access => ({
  ...access,
  matrix: Object.fromEntries(
    Object.keys(access.matrix).map((row) => [
      row,
      { developer: row === action ? right : "no", "platform-owner": "approve" },
    ]),
  ),
});

describe("grantRights", () => {
  it.each(Object.keys(ACTIONS))(
    "gives of %s what yes in the holder's cell would give",
    (action) => {
      const given = grantRights({ ...asking(action), grants: [{ ...GRANT, action }] }, NOW, PLACES);
      const role = clusterRights(asking(action, "yes"), ["support-ml"], PLACES);
      const rules = (all: typeof given | typeof role) =>
        all.map((one) => ({ place: one.place, rules: one.rules }));
      expect(rules(given)).toEqual(rules(role));
    },
  );

  it("keeps two grants apart, each with its own end", () => {
    const two = [
      GRANT,
      { ...GRANT, requested: "2026-11-21T08:30:00Z", expires: "2026-11-24T00:00:00Z" },
    ];
    const keys = (now: string) =>
      new Set(
        grantRights({ ...asking("read-runs"), grants: two }, new Date(now), PLACES).map(
          ({ key }) => key,
        ),
      ).size;
    expect(["2026-11-21T12:00:00Z", GRANT.expires, "2026-11-24T00:00:00Z"].map(keys)).toEqual([
      2, 1, 0,
    ]);
  });
});
