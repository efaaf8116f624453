import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matcher } from "./target";

const URN =
  "urn:pulumi:dev::towpath::towpath:data:Buckets$aws:s3/bucket:Bucket::datasets-access-logs";

describe("a target", () => {
  it.each([
    [URN, true],
    ["urn:pulumi:dev::towpath::*$aws:s3/bucket:Bucket::datasets-access-logs", true],
    ["urn:pulumi:dev::*::datasets-*", true],
    ["urn:pulumi:dev::*access-logs", true],
    ["urn:pulumi:dev::towpath::*aws:s3/bucket:Bucket::datasets*-access-logs", true],
    ["urn:pulumi:dev::towpath::*::datasets", false],
    ["urn:pulumi:prod::*::datasets-access-logs", false],
    ["urn:pulumi:dev::towpath::*Bucket::datasets-access-logs*Bucket", false],
    // A star does not give what stands before it a second time.
    ["urn:pulumi:dev::towpath::*datasets-access-logs*logs", false],
  ])("%s", (pattern, matches) => {
    expect(matcher(pattern)(URN)).toBe(matches);
  });

  it("matches what a regular expression of the same meaning matches", () => {
    // Few letters, so that patterns often match.
    const text = fc.string({ unit: fc.constantFrom("a", "b", ":"), maxLength: 12 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "*"), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (given, urn) => {
        const oracle = new RegExp(`^${given.replaceAll("*", ".*")}$`, "s");
        expect(matcher(given)(urn)).toBe(oracle.test(urn));
      }),
      { numRuns: 2000 },
    );
  });
});
