import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cidr, cidrOf, contains, formatCidr, isPrivate, overlaps, parseCidr } from "./cidr";

/** Any range: an address cut to its prefix. */
const anyCidr = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]): Cidr => {
    const size = 2 ** (32 - prefix);
    const first = address - (address % size);
    return { first, last: first + size - 1, prefix };
  });

describe("parseCidr", () => {
  it.each([
    ["10.0.0.0/8", { first: 167772160, last: 184549375, prefix: 8 }],
    ["0.0.0.0/0", { first: 0, last: 4294967295, prefix: 0 }],
    ["255.255.255.255/32", { first: 4294967295, last: 4294967295, prefix: 32 }],
  ])("reads %s", (text, cidr) => {
    expect(parseCidr(text)).toEqual(cidr);
  });

  it.each([
    ["10.0.0.0", /expected a range such as/],
    ["10.0.0/16", /expected a range such as/],
    ["10.0.0.0/33", /from \/0 to \/32/],
    ["10.0.0.256/24", /0 to 255/],
    ["10.00.0.0/16", /leading zeros/],
    ["10.0.1.0/16", /expected 10\.0\.0\.0\/16/],
    ["fd00::/8", /expected a range such as/],
    [" 10.0.0.0/16", /expected a range such as/],
  ])("says why %j is none", (text, reason) => {
    expect(parseCidr(text)).toMatch(reason);
    expect(() => cidrOf(text)).toThrow(reason);
  });

  it("reads back whatever formatCidr writes", () => {
    fc.assert(
      fc.property(anyCidr, (cidr) => {
        expect(parseCidr(formatCidr(cidr))).toEqual(cidr);
      }),
    );
  });

  it("gives a range or a reason for any text, never a throw", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(["string", "object"]).toContain(typeof parseCidr(text));
      }),
    );
  });
});

describe("ranges", () => {
  it("overlap exactly when one holds the other: prefixes never cross", () => {
    fc.assert(
      fc.property(anyCidr, anyCidr, (a, b) => {
        expect(overlaps(a, b)).toBe(contains(a, b) || contains(b, a));
        expect(overlaps(a, b)).toBe(overlaps(b, a));
      }),
    );
  });

  it("overlap exactly when they share an address", () => {
    const small = anyCidr.filter(({ prefix }) => prefix >= 26);
    fc.assert(
      fc.property(small, fc.integer({ min: -64, max: 64 }), small, (a, shift, b) => {
        // Brought near to each other: far ranges hardly ever meet.
        const first = Math.min(Math.max(0, a.first + shift), 2 ** 32 - 64);
        const size = 2 ** (32 - b.prefix);
        const near = { first: first - (first % size), last: 0, prefix: b.prefix };
        const other = { ...near, last: near.first + size - 1 };
        let shared = false;
        for (let address = a.first; address <= a.last; address++) {
          shared ||= other.first <= address && address <= other.last;
        }
        expect(overlaps(a, other)).toBe(shared);
      }),
    );
  });

  it.each([
    ["10.40.0.0/16", true],
    ["172.31.0.0/16", true],
    ["172.32.0.0/16", false],
    ["192.168.0.0/16", true],
    ["192.0.0.0/8", false],
    ["100.64.0.0/10", false],
    ["0.0.0.0/0", false],
  ])("%s is private: %s", (text, expected) => {
    expect(isPrivate(cidrOf(text))).toBe(expected);
  });
});
