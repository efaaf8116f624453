import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayOf, exceptionProblems } from "./check-exceptions";
import { exceptionsSchema, LONGEST_EXCEPTION_DAYS, stackOfTarget } from "./exceptions";
import { loadStacks } from "./load";

const now = new Date("2026-11-21T12:00:00Z");
const facts = {
  policies: ["buckets-versioning"],
  environments: ["dev", "prod"],
  ownership: loadStacks(process.cwd()).ownership,
  now,
};
const exception = {
  policy: "buckets-versioning",
  target: "urn:pulumi:dev::towpath::*::scratch",
  reason: "Holds what a nightly job can make again.",
  owner: "platform",
  since: "2026-11-01",
  expires: "2027-02-28",
};
const problems = (changes: Partial<typeof exception>) =>
  exceptionProblems({ exceptions: [{ ...exception, ...changes }] }, facts);

describe("exceptions", () => {
  it("that are right have no problems", () => {
    expect(problems({})).toEqual([]);
    expect(stackOfTarget(exception.target)).toBe("dev");
  });

  it("hold for as many days as they may, counted from the day they were agreed", () => {
    const DAY_MS = 86_400_000;
    fc.assert(
      fc.property(fc.nat(2000), fc.integer({ min: -50, max: 400 }), (ago, days) => {
        const since = now.getTime() - ago * DAY_MS;
        const found = problems({ since: dayOf(since), expires: dayOf(since + days * DAY_MS) });
        expect(found.length === 0).toBe(days >= 0 && days <= LONGEST_EXCEPTION_DAYS);
      }),
    );
  });

  it.each([
    ["urn:pulumi:dev::towpath::aws:s3/bucket:Bucket::scratch", true],
    ["urn:pulumi:dev::*::scratch", true],
    ["urn:pulumi:dev::towpath::*Bucket::*", true],
    ["urn:pulumi:dev::towpath::*", false],
    ["urn:pulumi:dev::*::*", false],
    ["urn:pulumi:dev::*scratch", false],
  ])("name a resource, not the whole environment: %s", (target, fine) => {
    expect(problems({ target }).length === 0).toBe(fine);
  });

  it.each(["urn:pulumi:*::towpath::x::y", "urn:pulumi:d*::towpath::x::y", "scratch", ""])(
    "are for one stack, written out: %j is refused",
    (target) => {
      expect(exceptionsSchema.safeParse({ exceptions: [{ ...exception, target }] }).success).toBe(
        false,
      );
    },
  );

  it("count a reason's letters, not its marks", () => {
    const accepts = (reason: string) =>
      exceptionsSchema.safeParse({ exceptions: [{ ...exception, reason }] }).success;
    expect(accepts("- - - - - - - - - - - - - -")).toBe(false);
    expect(accepts("Größere Prüfung läuft noch.")).toBe(true);
  });
});
