import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cidrOf, contains, formatCidr, overlaps } from "../config/cidr";
import { networkProblems, planSubnets, TIERS } from "./subnet-plan";

/** Any private range that a VPC may have. */
const vpcs = fc
  .tuple(fc.integer({ min: 16, max: 20 }), fc.nat({ max: 2 ** 24 - 1 }))
  .map(([prefix, offset]) => {
    const size = 2 ** (32 - prefix);
    const first = 10 * 2 ** 24 + Math.floor(offset / size) * size;
    return formatCidr({ first, last: first + size - 1, prefix });
  });
const zones = fc.constantFrom(2, 3);

describe("planSubnets", () => {
  it("gives a /16 in three zones these ranges", () => {
    expect(planSubnets("10.42.0.0/16", 3)).toEqual({
      private: ["10.42.0.0/18", "10.42.64.0/18", "10.42.128.0/18"],
      public: ["10.42.192.0/21", "10.42.200.0/21", "10.42.208.0/21"],
      intra: ["10.42.224.0/21", "10.42.232.0/21", "10.42.240.0/21"],
    });
  });

  it("gives the smallest VPC 1 024 addresses a zone for pods", () => {
    expect(planSubnets("172.16.16.0/20", 2)).toEqual({
      private: ["172.16.16.0/22", "172.16.20.0/22"],
      public: ["172.16.28.0/25", "172.16.28.128/25"],
      intra: ["172.16.30.0/25", "172.16.30.128/25"],
    });
  });

  it("keeps every subnet inside the VPC, and no two of them share an address", () => {
    fc.assert(
      fc.property(vpcs, zones, (vpc, count) => {
        const plan = planSubnets(vpc, count);
        const all = TIERS.flatMap((tier) => plan[tier].map(cidrOf));
        expect(all).toHaveLength(3 * count);
        for (const [index, subnet] of all.entries()) {
          expect(contains(cidrOf(vpc), subnet)).toBe(true);
          for (const other of all.slice(index + 1)) expect(overlaps(subnet, other)).toBe(false);
        }
      }),
    );
  });

  it("makes the subnets of a tier equally large, and within what AWS takes", () => {
    fc.assert(
      fc.property(vpcs, zones, (vpc, count) => {
        const plan = planSubnets(vpc, count);
        const whole = cidrOf(vpc).prefix;
        const prefixes = (cidrs: readonly string[]) => [
          ...new Set(cidrs.map((cidr) => cidrOf(cidr).prefix)),
        ];
        expect(prefixes(plan.private)).toEqual([whole + 2]);
        expect(prefixes(plan.public)).toEqual([whole + 5]);
        expect(prefixes(plan.intra)).toEqual([whole + 5]);
        // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html: /28 is the smallest.
        expect(whole + 5).toBeLessThanOrEqual(28);
      }),
    );
  });

  it("moves no subnet when a zone is added", () => {
    fc.assert(
      fc.property(vpcs, (vpc) => {
        const [two, three] = [planSubnets(vpc, 2), planSubnets(vpc, 3)];
        for (const tier of TIERS) expect(three[tier].slice(0, 2)).toEqual(two[tier]);
      }),
    );
  });
});

describe("networkProblems", () => {
  it.each([
    ["10.0.0.0/15", 3, "cidr: found 10.0.0.0/15; expected a range from /16 to /20"],
    ["10.0.0.0/21", 3, "cidr: found 10.0.0.0/21; expected a range from /16 to /20"],
    ["10.0.0.0", 3, 'cidr: found "10.0.0.0"; expected a range such as 10.0.0.0/16'],
    ["10.0.0.1/16", 3, 'cidr: found "10.0.0.1/16"; the address lies inside its range'],
    ["10.0.0.0/16", 1, "zones: found 1; expected 2 or 3"],
    ["10.0.0.0/16", 4, "zones: found 4; expected 2 or 3"],
    ["10.0.0.0/16", 2.5, "zones: found 2.5; expected 2 or 3"],
  ])("refuses %s in %d zones", (cidr, count, problem) => {
    expect(networkProblems(cidr, count).join("\n")).toContain(problem);
    expect(() => planSubnets(cidr, count)).toThrow(problem);
  });

  it("says both when both are wrong", () => {
    expect(networkProblems("x", 9)).toHaveLength(2);
  });
});
