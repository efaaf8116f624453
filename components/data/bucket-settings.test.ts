import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketProblems, lifecycleRules, type BucketSettings } from "./bucket-settings";

const GOOD: BucketSettings = {
  noncurrentDays: 30,
  objectLockDays: 7,
  encrypted: "kms",
  replicated: true,
  receivesLogs: false,
};

describe("the settings of a bucket", () => {
  it("are fine as the postures give them", () => {
    expect(bucketProblems(GOOD)).toEqual([]);
    expect(bucketProblems({ ...GOOD, objectLockDays: 0, replicated: false })).toEqual([]);
  });

  it.each<[string, Partial<BucketSettings>, RegExp]>([
    ["no retention", { noncurrentDays: 0, objectLockDays: 0 }, /^noncurrentDays: 0; expected/],
    ["half a day", { noncurrentDays: 7.5 }, /^noncurrentDays: 7.5; expected/],
    ["not a number", { noncurrentDays: NaN }, /^noncurrentDays: NaN/],
    ["expiry at once", { expireDays: 0 }, /^expireDays: 0; expected/],
    ["a negative lock", { objectLockDays: -1 }, /^objectLockDays: -1; expected/],
    ["a lock beyond the retention", { objectLockDays: 31 }, /shorter than objectLockDays: 31/],
    [
      "a locked log bucket",
      { receivesLogs: true, encrypted: "s3-managed", replicated: false },
      /receives access logs; S3 does not deliver/,
    ],
    [
      "a log bucket with a key",
      { receivesLogs: true, objectLockDays: 0 },
      /^encryption: a KMS key on a bucket that receives access logs/,
    ],
    ["a replica without a key", { encrypted: "s3-managed" }, /^replica: given for a bucket/],
  ])("refuse %s", (_, change, message) => {
    expect(bucketProblems({ ...GOOD, ...change })).toEqual([
      expect.stringMatching(message) as unknown,
    ]);
  });

  it("report everything that is wrong at once", () => {
    const settings = { ...GOOD, noncurrentDays: 0, objectLockDays: -1, expireDays: 0 };
    expect(bucketProblems(settings)).toHaveLength(3);
  });
});

describe("lifecycle rules", () => {
  it("keep noncurrent versions exactly as long as asked, end uploads, and clear markers", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3650 }),
        fc.option(fc.integer({ min: 1, max: 3650 }), { nil: undefined }),
        (noncurrentDays, expireDays) => {
          const rules = lifecycleRules({ noncurrentDays, expireDays });
          expect(
            rules.map(({ noncurrentVersionExpiration: each }) => each).filter(Boolean),
          ).toEqual([{ noncurrentDays }]);
          expect(rules[0]?.abortIncompleteMultipartUpload).toEqual({ daysAfterInitiation: 7 });
          // Whole objects expire only where days were given.
          const days = rules.flatMap(({ expiration }) =>
            expiration !== undefined && "days" in expiration ? [expiration.days] : [],
          );
          expect(days).toEqual(expireDays === undefined ? [] : [expireDays]);
          expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
        },
      ),
    );
  });
});
