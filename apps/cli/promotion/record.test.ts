import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type PromotedVersion, serviceSchema } from "../../../components/config/service";
import { parseYaml } from "../../../lib/yaml-file";
import { withPromotion, withRollback } from "./record";

const SHIPPED = readFileSync("stacks/services/support-triage.yaml", "utf8");
const parse = (text: string) => parseYaml(text, serviceSchema, "service.yaml");
const baseline = {
  baseline: true as const,
  model_version: "support-triage-baseline-1",
  artifact: parse(SHIPPED).value.baseline.artifact,
};

const hex64 = fc.stringMatching(/^[0-9a-f]{64}$/);
const uri = fc.string({ minLength: 1 });
const instant = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
  .map((date) => date.toISOString());
const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
/** Any promoted version: texts that YAML finds hard (quotes, colons, newlines, emoji) included. */
const promoted: fc.Arbitrary<PromotedVersion> = fc.record({
  model_version: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,40}$/),
  run_id: uri,
  artifact: fc.record({ uri, sha256: hex64 }),
  data: fc.record({ uri, sha256: hex64 }),
  commit: fc.option(fc.stringMatching(/^[0-9a-f]{40}$/)),
  evaluation: fc.record({ run_id: uri, accuracy: share, threshold: share }),
  contract_check: fc.record({ result: fc.constant("pass" as const), at: instant }),
  approved_by: uri,
  promoted_by: uri,
  promoted_at: instant,
});

/** The text's comments, in order. */
const comments = (text: string) => [...text.matchAll(/#.*/g)].map(([comment]) => comment.trim());

describe("withPromotion", () => {
  it("round-trips every record, and leaves the rest of the file alone", () => {
    fc.assert(
      fc.property(promoted, fc.constantFrom("local", "prod"), (current, environment) => {
        const text = withPromotion(parse(SHIPPED), environment, { current, previous: baseline });
        const after = parse(text).value;
        expect(after.environments).toEqual({ [environment]: { current, previous: baseline } });
        const { environments: _, ...rest } = parse(SHIPPED).value;
        expect(after).toMatchObject(rest);
        // Line for line the same up to where the promotion goes.
        const head = SHIPPED.slice(0, SHIPPED.indexOf("environments:"));
        expect(text.startsWith(head)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("keeps other environments, comments and order over promotions and rollbacks", () => {
    fc.assert(
      fc.property(promoted, promoted, promoted, (a, b, c) => {
        const commented = withPromotion(parse(SHIPPED), "dev", { current: a, previous: baseline })
          .replace("  dev:", "  # dev goes first\n  dev:")
          .replace("    current:", "    # looked at by two people\n    current:");
        const two = withPromotion(parse(commented), "prod", { current: b, previous: baseline });
        const three = withPromotion(parse(two), "prod", { current: c, previous: b });
        const back = withRollback(parse(three), "prod");
        expect(parse(back).value.environments).toEqual({
          dev: { current: a, previous: baseline },
          prod: { current: b, previous: c },
        });
        expect(comments(head(back))).toEqual(comments(head(commented)));
        expect(back.indexOf("  dev:")).toBeLessThan(back.indexOf("  prod:"));
      }),
      { numRuns: 100 },
    );
  });
});

/** Up to the end of dev's comments; the arbitrary texts below may hold a # of their own. */
const head = (text: string) => text.slice(0, text.indexOf("    current:"));

describe("withRollback", () => {
  it("twice is where it began", () => {
    fc.assert(
      fc.property(promoted, (current) => {
        const text = withPromotion(parse(SHIPPED), "local", { current, previous: baseline });
        const twice = withRollback(parse(withRollback(parse(text), "local")), "local");
        expect(twice).toBe(text);
      }),
      { numRuns: 100 },
    );
  });

  it("gives everybody the version that it brings back, whatever a canary or a shadow said", () => {
    const [current] = fc.sample(promoted, 1);
    if (current === undefined) throw new Error("no sample");
    const text = withPromotion(parse(SHIPPED), "prod", { current, previous: baseline });
    const canary = text.replace(
      "environments:\n  prod:\n",
      "environments:\n  prod:\n    # a first tenth\n    traffic: { canary_percent: 10 }\n",
    );
    const promotedAgain = withPromotion(parse(canary), "prod", { current, previous: baseline });
    expect(parse(promotedAgain).value.environments.prod?.traffic?.canary_percent).toBe(10);
    const back = withRollback(parse(canary), "prod");
    expect(parse(back).value.environments.prod).toEqual({
      current: baseline,
      previous: current,
      traffic: { canary_percent: 100, shadow: false },
    });
    expect(back).toContain("# a first tenth");
    const shadow = withRollback(
      parse(canary.replace("canary_percent: 10", "shadow: true")),
      "prod",
    );
    expect(parse(shadow).value.environments.prod?.traffic?.shadow).toBe(false);
  });

  it("says that there is nothing to roll back", () => {
    expect(() => withRollback(parse(SHIPPED), "prod")).toThrow(
      "service.yaml: environment prod has no promotion to roll back",
    );
  });
});
