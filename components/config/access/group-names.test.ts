import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kebabName } from "../names";
import type { Grant } from "./grant-schema";
import { grantGroupOf, grantKeyOf, groupOf } from "./group-names";

describe("groupOf", () => {
  it("names the group of a role in a team", () => {
    expect(groupOf("support-ml", "model-owner")).toBe("towpath:support-ml:model-owner");
  });

  it("gives no two pairs the same group, and none of Kubernetes' own", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}$/);
    const pair = fc.tuple(name, name);
    fc.assert(
      fc.property(pair, pair, (one, other) => {
        expect(groupOf(...one) === groupOf(...other)).toBe(one.join(" ") === other.join(" "));
        expect(groupOf(...one)).toMatch(/^towpath:/);
      }),
    );
  });

  it.each([
    "",
    "support-ml:platform-owner",
    "Support-ml",
    "support_ml",
    "support-ml ",
    "support-ml\n",
    "*",
    "../platform",
    "sυpport-ml",
    "a".repeat(64),
  ])("refuses %j as team and as role", (odd) => {
    expect(() => groupOf(odd, "developer")).toThrow(RangeError);
    expect(() => groupOf("support-ml", odd)).toThrow(RangeError);
  });

  it("refuses whatever is not kebab-case", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!kebabName.safeParse(text).success);
        expect(() => groupOf("support-ml", text)).toThrow(JSON.stringify(text));
      }),
    );
  });
});

describe("grantGroupOf", () => {
  const GRANT: Grant = {
    identity: "dana",
    action: "deploy-service",
    team: "support-ml",
    reason: "stands in for mira",
    requested: "2026-11-21T08:00:00Z",
    expires: "2026-11-22T08:00:00Z",
  };

  it("names one grant, whoever approves it and why", () => {
    expect(grantGroupOf(GRANT)).toBe(`towpath:grant:support-ml:${grantKeyOf(GRANT)}`);
    expect(grantKeyOf(GRANT)).toMatch(/^[0-9a-f]{10}$/);
    expect(grantKeyOf({ ...GRANT, approver: "petra", reason: "another one" })).toBe(
      grantKeyOf(GRANT),
    );
    for (const other of [
      { identity: "mira" },
      { action: "read-runs" },
      { team: "platform" },
      { requested: "2026-11-21T08:00:01Z" },
    ]) {
      expect(grantGroupOf({ ...GRANT, ...other })).not.toBe(grantGroupOf(GRANT));
    }
  });

  it("is never the group of a role, not even in a team called grant", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,5}){0,2}$/);
    fc.assert(
      fc.property(name, name, (role, team) => {
        const grant = grantGroupOf({ ...GRANT, team });
        for (const of of ["grant", team]) expect(groupOf(of, role)).not.toBe(grant);
      }),
    );
  });

  it("refuses a team that could spell another group", () => {
    expect(() => grantGroupOf({ ...GRANT, team: "a:b" })).toThrow(RangeError);
  });
});
