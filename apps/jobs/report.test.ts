import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classificationReport } from "./report";

/** A model whose answer is the text itself. */
const echo = {
  labels: ["a", "b", "c"],
  predict: (texts: readonly string[]) => texts.map((label) => ({ label, score: 1 })),
};

describe("classificationReport", () => {
  it("counts by hand", async () => {
    const report = await classificationReport(echo, {
      texts: ["a", "a", "b", "c"],
      labels: ["a", "b", "b", "b"],
    });
    expect(report.accuracy).toBe(0.5);
    expect(report.per_class.a).toEqual({ precision: 0.5, recall: 1, f1: 2 / 3, support: 1 });
    expect(report.per_class.b).toEqual({ precision: 1, recall: 1 / 3, f1: 0.5, support: 3 });
    // Answered although nobody has it.
    expect(report.per_class.c).toEqual({ precision: 0, recall: 0, f1: 0, support: 0 });
    expect(report.confusion).toEqual({
      labels: ["a", "b", "c"],
      counts: [
        [1, 0, 0],
        [1, 1, 1],
        [0, 0, 0],
      ],
    });
  });

  it("accounts for every example, whatever the labels", async () => {
    const rows = fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(rows, async (pairs) => {
        const report = await classificationReport(echo, {
          texts: pairs.map(([text]) => text),
          labels: pairs.map(([, label]) => label),
        });
        const right = pairs.filter(([text, label]) => text === label).length;
        expect(report.accuracy).toBeCloseTo(right / pairs.length, 10);
        expect(report.confusion.counts.flat().reduce((sum, count) => sum + count, 0)).toBe(
          pairs.length,
        );
      }),
    );
  });
});
