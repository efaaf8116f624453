import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { calibrate } from "./calibrate";
import { squaredNorms, type SparseRows } from "./problem";
import { quantise } from "./quantise";
import { Random } from "./random";
import { marginOf, type Problem, type Solution, solve, unsolved } from "./solver";

const FEATURES = 12;

/** Rows of a few features each, labelled by a coin that leans on the first feature. */
function problemOf(seed: number, examples: number): Problem {
  const random = new Random(seed);
  const starts = new Int32Array(examples + 1);
  const features: number[] = [];
  const values: number[] = [];
  const targets = new Int8Array(examples);
  for (let row = 0; row < examples; row++) {
    for (let feature = 0; feature < FEATURES; feature++) {
      if (random.below(3) > 0) continue;
      features.push(feature);
      values.push(random.below(1000) / 1000);
    }
    starts[row + 1] = features.length;
    const leans = features[starts[row] ?? 0] === 0 ? 8 : 2;
    targets[row] = random.below(10) < leans ? 1 : -1;
  }
  const rows: SparseRows = {
    starts,
    features: Int32Array.from(features),
    values: Float32Array.from(values),
  };
  return { rows, squaredNorms: squaredNorms(rows), targets };
}

/** How far above its lower bound the loss is, as a share of the loss: 0 at the optimum. */
function relativeGap({ rows, targets }: Problem, order: Int32Array, c: number, s: Solution) {
  const halfNorm = s.weights.reduce((sum, w) => sum + w * w, 0) / 2;
  let primal = halfNorm;
  let dual = -halfNorm;
  for (const row of order) {
    const alpha = s.alphas[row] ?? 0;
    primal += c * Math.max(0, 1 - (targets[row] ?? 0) * marginOf(s.weights, rows, row)) ** 2;
    dual += alpha - alpha ** 2 / (4 * c);
  }
  return (primal - dual) / primal;
}

function indices(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i);
}

describe("solve", () => {
  it("finds the optimum, from nothing and from the optimum of a part", () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0.1, 1), (seed, c) => {
        const problem = problemOf(seed, 100);
        const settings = { c, tolerance: 1e-6, maxRounds: 20_000 };
        const solution = unsolved(FEATURES, 100);
        solve(problem, indices(75), solution, settings, new Random(seed));
        expect(relativeGap(problem, indices(75), c, solution)).toBeLessThan(1e-5);
        solve(problem, indices(100), solution, settings, new Random(seed));
        expect(relativeGap(problem, indices(100), c, solution)).toBeLessThan(1e-5);
      }),
      { numRuns: 20 },
    );
  });

  it("is near the optimum at the tolerance that training uses", () => {
    const problem = problemOf(3, 500);
    const solution = unsolved(FEATURES, 500);
    const settings = { c: 1, tolerance: 0.1, maxRounds: 300 };
    solve(problem, indices(500), solution, settings, new Random(3));
    expect(relativeGap(problem, indices(500), 1, solution)).toBeLessThan(0.01);
  });
});

describe("calibrate", () => {
  it("finds the temperature that the answers were drawn with", () => {
    const random = new Random(9);
    const cols = 3;
    const margins = Float64Array.from({ length: 6000 * cols }, () => random.below(1000) / 500 - 1);
    const targets = Int32Array.from({ length: 6000 }, (_, i) => {
      const powers = [0, 1, 2].map((c) => Math.exp((margins[i * cols + c] ?? 0) / 0.4));
      let draw = (random.below(1e6) / 1e6) * powers.reduce((a, b) => a + b);
      return powers.findIndex((power) => (draw -= power) < 0);
    });
    expect(calibrate({ margins, targets, cols }).temperature).toBeCloseTo(0.4, 1);
  });

  it("stays finite when every answer is right, and when none is", () => {
    const margins = Float64Array.of(1, -1, -1, 1);
    const right = calibrate({ margins, targets: Int32Array.of(0, 1), cols: 2 });
    const wrong = calibrate({ margins, targets: Int32Array.of(1, 0), cols: 2 });
    expect(right).toMatchObject({ accuracy: 1 });
    expect(right.temperature).toBeGreaterThanOrEqual(0.01);
    expect(wrong).toMatchObject({ accuracy: 0 });
    expect(wrong.temperature).toBeLessThanOrEqual(100);
    expect(Number.isFinite(right.logLoss + wrong.logLoss)).toBe(true);
  });
});

describe("quantise", () => {
  it("is never off by more than half a step", () => {
    const finite = fc.double({ min: -100, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 50 }), (list) => {
        const weights = Float64Array.from(list);
        const steps = new Int8Array(weights.length * 2);
        const scale = quantise(weights, steps, 1, 2);
        weights.forEach((weight, i) => {
          const error = Math.abs(weight - scale * (steps[i * 2 + 1] ?? NaN));
          // Weights whose scale is next to nothing in float32 count as 0.
          expect(error).toBeLessThanOrEqual(scale * 0.501 + 1e-35);
          expect(steps[i * 2]).toBe(0);
        });
      }),
    );
  });
});
