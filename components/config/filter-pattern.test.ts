import { describe, expect, it } from "vitest";
import { ALARMS } from "./alarms";
import { filterPattern, LONGEST_PATTERN } from "./filter-pattern";

const watches = Object.values(ALARMS).flatMap((alarm) => alarm.watches);

describe("filterPattern", () => {
  it("writes every condition in brackets of its own, from the root of the entry", () => {
    expect(
      filterPattern([
        { is: { eventSource: ["kms.amazonaws.com"], eventName: ["PutKeyPolicy", "DisableKey"] } },
      ]),
    ).toBe(
      '{ ((($.eventSource = "kms.amazonaws.com") && ($.eventName = "PutKeyPolicy" || $.eventName = "DisableKey"))) }',
    );
    expect(
      filterPattern([{ is: { a: ["x*"] }, isNot: { b: ["y"] }, absent: ["c"] }], "$.detail"),
    ).toBe('{ ((($.detail.a = "x*") && ($.detail.b != "y") && ($.detail.c NOT EXISTS))) }');
  });

  it.each(['a"b', "a\\b", "a*b"])("refuses %s, which means something else there", (text) => {
    expect(() => filterPattern([{ is: { a: [text] } }])).toThrow(/cannot be said/);
  });

  it("refuses what is too long", () => {
    expect(() => filterPattern([{ is: { a: ["x".repeat(LONGEST_PATTERN)] } }])).toThrow(
      /expected 1024 at most/,
    );
  });

  it.each(watches.map((watch) => [watch.name, watch] as const))(
    "can say %s, of both kinds of entry",
    (_name, { anyOf }) => {
      for (const root of ["$", "$.detail"] as const) {
        expect(filterPattern(anyOf, root)).toMatch(/^\{ \(.+\) \}$/);
      }
    },
  );
});
