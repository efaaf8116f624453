import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BASELINE, promoted } from "./testing";
import { runningVersions, versionLabel } from "./versions";

const ALL = { canary_percent: 100, shadow: false };
const record = { current: promoted("c"), previous: promoted("a") };

describe("runningVersions", () => {
  it("runs both versions of a record, each named by its digest", () => {
    const versions = runningVersions("triage", record, ALL);
    expect(versions).toMatchObject([
      { name: "triage-cccccccccccc", role: "current", percent: 100, mirrored: false },
      { name: "triage-aaaaaaaaaaaa", role: "previous", percent: 0, mirrored: false },
    ]);
  });

  it("runs one where both are the baseline", () => {
    const both = { current: BASELINE, previous: BASELINE };
    expect(runningVersions("triage", both, ALL)).toMatchObject([
      { name: "triage-bbbbbbbbbbbb", role: "current", percent: 100 },
    ]);
  });

  it("keeps current out of the answers while it is in the shadow", () => {
    expect(runningVersions("triage", record, { ...ALL, shadow: true })).toMatchObject([
      { role: "current", percent: 0, mirrored: true },
      { role: "previous", percent: 100, mirrored: false },
    ]);
  });

  it("shares out all requests, whatever the canary", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.boolean(), (canary_percent, shadow) => {
        const versions = runningVersions("triage", record, { canary_percent, shadow });
        expect(versions.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
        expect(versions.filter(({ mirrored }) => mirrored)).toHaveLength(shadow ? 1 : 0);
      }),
    );
  });
});

describe("versionLabel", () => {
  it("is a label's value, however long a model version is and whatever it ends with", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,119}$/), (version) => {
        expect(versionLabel(version)).toMatch(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/);
      }),
    );
  });
});
