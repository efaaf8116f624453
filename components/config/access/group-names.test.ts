import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kebabName } from "../names";
import { groupOf } from "./group-names";

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
