import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../lib/errors";
import { batchesOf, pairsOf } from "./batch";

const key = fc.string({ minLength: 1, maxLength: 40, unit: "grapheme-ascii" });
const texts = fc.dictionary(key, fc.string({ maxLength: 6000, unit: "grapheme" }), {
  maxKeys: 300,
});

describe("batchesOf", () => {
  it("keeps everything, in order, inside MLflow's limits", () => {
    fc.assert(
      fc.property(
        fc.dictionary(key, fc.double({ noNaN: true, noDefaultInfinity: true }), { maxKeys: 1500 }),
        texts,
        texts,
        (metrics, params, tags) => {
          const batches = batchesOf({ metrics, params, tags }, 7);
          const all = (kind: "metrics" | "params" | "tags") =>
            batches.flatMap((batch) => batch[kind].map(({ key, value }) => [key, value]));
          expect(all("metrics")).toEqual(Object.entries(metrics));
          expect(all("params")).toEqual(Object.entries(params));
          expect(all("tags")).toEqual(Object.entries(tags));
          for (const batch of batches) {
            expect(batch.metrics.length).toBeLessThanOrEqual(1000);
            expect(batch.params.length).toBeLessThanOrEqual(100);
            expect(batch.tags.length).toBeLessThanOrEqual(100);
            expect(batch.metrics.length + batch.params.length + batch.tags.length).toBeLessThan(
              1001,
            );
            expect(Buffer.byteLength(JSON.stringify(batch))).toBeLessThan(1_000_000);
          }
        },
      ),
      { numRuns: 20 },
    );
  });

  it("cuts at every limit", () => {
    const many = (count: number, value: string) =>
      Object.fromEntries([...Array(count).keys()].map((n) => [`k${n}`, value]));
    expect(batchesOf({ params: many(100, "") }, 1)).toHaveLength(1);
    expect(batchesOf({ params: many(101, "") }, 1)).toHaveLength(2);
    // A hundred tags of 8000 umlauts, six bytes each in MLflow's JSON, are 4.8 MB.
    expect(batchesOf({ tags: many(100, "ü".repeat(8000)) }, 1)).toHaveLength(5);
    expect(batchesOf({}, 1)).toEqual([]);
  });

  it("sends tags last, and what JSON has no number for as text", () => {
    const [first, ...rest] = batchesOf({ tags: { t: "1" }, metrics: { a: NaN, b: -Infinity } }, 5);
    expect(rest).toEqual([]);
    expect(first?.metrics).toEqual([
      { key: "a", value: "NaN", timestamp: 5, step: 0 },
      { key: "b", value: "-Infinity", timestamp: 5, step: 0 },
    ]);
  });

  it("refuses what MLflow would cut", () => {
    expect(() => batchesOf({ tags: { note: "x".repeat(8001) } }, 1)).toThrow(
      "tag note: found a value of 8001 characters; expected at most 8000",
    );
    expect(() => batchesOf({ params: { p: "x".repeat(6001) } }, 1)).toThrow(InputError);
    expect(() => batchesOf({ metrics: { ["m".repeat(251)]: 1 } }, 1)).toThrow(InputError);
    expect(() => pairsOf({ note: "x".repeat(8001) })).toThrow(InputError);
  });
});
