import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gpuBudget } from "./gpu-budget";

const training = { name: "training", gpusPerInstance: 4, max: 2 };
const serving = { name: "serving", gpusPerInstance: 1, max: 3 };

describe("gpuBudget", () => {
  it.each([
    ["no pools", [], 0, 0],
    ["exactly the budget", [training, serving], 11, 11],
    ["room left", [serving], 100, 3],
  ])("accepts %s", (_, pools, budget, total) => {
    expect(gpuBudget(pools, budget)).toEqual({ total, problems: [] });
  });

  it("names what adds up to more than the budget", () => {
    expect(gpuBudget([training, serving], 10)).toEqual({
      total: 11,
      problems: [
        "gpuBudget: pools can grow to 11 GPUs (training 2 × 4, serving 3 × 1), the budget is 10; " +
          "lower a pool's max or have the budget raised",
      ],
    });
  });

  it.each([
    ["a negative budget", [serving], -1, /gpuBudget: -1/],
    ["half a GPU", [{ ...serving, gpusPerInstance: 0.5 }], 9, /serving\.gpu\.perInstance: 0\.5/],
    ["no GPU", [{ ...serving, gpusPerInstance: 0 }], 9, /serving\.gpu\.perInstance: 0/],
    ["not a number of nodes", [{ ...serving, max: NaN }], 9, /serving\.max: NaN/],
    ["a name twice", [serving, serving], 99, /serving: named twice/],
  ])("refuses %s", (_, pools, budget, message) => {
    const { problems } = gpuBudget(pools, budget);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(message);
  });

  it("reports all problems at once", () => {
    const pools = [
      { name: "a", gpusPerInstance: 0, max: 0 },
      { name: "b", gpusPerInstance: -1, max: 1 },
    ];
    expect(gpuBudget(pools, 1.5).problems).toHaveLength(4);
  });

  it("accepts pools just when their sum is within the budget", () => {
    const size = fc.integer({ min: 1, max: 16 });
    const pools = fc
      .array(fc.record({ gpusPerInstance: size, max: size }), { maxLength: 8 })
      .map((sizes) => sizes.map((each, at) => ({ ...each, name: `pool-${at}` })));
    fc.assert(
      fc.property(pools, fc.integer({ min: 0, max: 600 }), (each, budget) => {
        const { total, problems } = gpuBudget(each, budget);
        const sum = each.reduce((all, pool) => all + pool.gpusPerInstance * pool.max, 0);
        return total === sum && problems.length === (sum <= budget ? 0 : 1);
      }),
    );
  });
});
