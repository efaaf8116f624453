import { describe, expect, it } from "vitest";
import type { Model, Prediction } from "../kind";
import { NgramHasher, WORD_BIT } from "./featurize";
import { linear, type LinearSpec } from ".";
import { scorer } from "./scorer";
import { decodeWeights, encodeWeights, type Weights, weightsSize } from "./weights";

const LABELS = ["a", "b", "c", "d", "e"];
const WORDS = ["one", "two", "three"];

function wordHash(word: string): number {
  const hasher = new NgramHasher();
  const count = hasher.hash(word);
  return hasher.hashes.slice(0, count).find((hash) => (hash & WORD_BIT) !== 0) ?? 0;
}

/** Word i speaks for label i; "three" for label d as well, but less. */
const weights: Weights = {
  rows: 3,
  cols: 5,
  hashes: Uint32Array.from(WORDS, wordHash),
  factors: Float32Array.of(1, 2, 1),
  scales: Float32Array.of(0.01, 0.02, 0.01, 0.01, 0.01),
  biases: Float32Array.of(-0.5, -0.5, -0.5, -0.5, 0),
  // prettier-ignore
  steps: Int8Array.of(
    100, -50, -50, 0, -127,
    -50, 100, -50, 0, -127,
    -50, -50, 127, 60, -127,
  ),
};
const spec: LinearSpec = {
  kind: "linear",
  labels: LABELS,
  featurizer: "char3-4-word1-2/v1",
  weights: { file: "weights.bin", dtype: "int8", rows: 3, cols: 5 },
  temperature: 0.5,
};
const bytes = encodeWeights(weights);

function load(changed: { spec?: unknown; bytes?: Uint8Array } = {}): Model {
  const parsed = linear.schema.parse(changed.spec ?? spec);
  return linear.load(parsed, () => changed.bytes ?? bytes);
}

function patched(at: number, write: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  write(new DataView(copy.buffer, at));
  return copy;
}

describe("linear", () => {
  it("answers with the largest margin and its share in the softmax", () => {
    const answers = load().predict(["one", "TWO two!", "three"]);
    const share = (margins: number[]) =>
      1 / margins.reduce((sum, m) => sum + Math.exp((m - Math.max(...margins)) / 0.5), 0);
    expect(answers).toEqual([
      { label: "a", score: expect.closeTo(share([0.5, -1.5, -1, -0.5, -1.27]), 6) as number },
      { label: "b", score: expect.closeTo(share([-1, 1.5, -1, -0.5, -1.27]), 6) as number },
      { label: "c", score: expect.closeTo(share([-1, -1.5, 0.77, 0.1, -1.27]), 6) as number },
    ]);
  });

  it("answers a text without known words by the biases", () => {
    const [empty, unknown] = load().predict(["", "xyz"]) as readonly Prediction[];
    expect(empty).toEqual(unknown);
    expect(empty?.label).toBe("e");
    expect(empty?.score).toBeCloseTo(1 / (1 + 4 * Math.exp(-1)), 9);
  });

  it("keeps scores between 0 and 1 at any temperature", () => {
    for (const temperature of [1e-6, 1e6]) {
      const [answer] = load({ spec: { ...spec, temperature } }).predict([
        "one",
      ]) as readonly Prediction[];
      expect(answer?.score).toBeGreaterThan(0);
      expect(answer?.score).toBeLessThanOrEqual(1);
    }
  });

  it("agrees with floating-point sums", () => {
    const features = Int32Array.of(2, 0, 1);
    const values = Float64Array.of(0.6, 0.64, 0.48);
    const margins = new Float64Array(5);
    scorer(weights)(features, values, 3, margins);
    margins.forEach((margin, label) => {
      let sum = 0;
      features.forEach((feature, i) => {
        sum += (values[i] ?? 0) * (weights.steps[feature * 5 + label] ?? 0);
      });
      expect(margin).toBeCloseTo(
        (weights.biases[label] ?? 0) + (weights.scales[label] ?? 0) * sum,
        3,
      );
    });
  });

  it("reads back what was written, from any place in memory", () => {
    const moved = new Uint8Array(bytes.length + 3);
    moved.set(bytes, 3);
    expect(decodeWeights(moved.subarray(3), weights, "w")).toEqual(weights);
    // A small Buffer is a view of a pool that it shares with others.
    expect(decodeWeights(Buffer.from(bytes), weights, "w")).toEqual(weights);
    expect(bytes).toHaveLength(weightsSize(3, 5));
  });

  it.each([
    ["more labels than columns", { labels: [...LABELS, "f"] }, /expected 6, one for each label/],
    [
      "a label twice",
      { labels: ["a", "b", "c", "d", "a"] },
      /expected every label once, but .+a.+ is there again/,
    ],
    ["another featurizer", { featurizer: "char2-5/v0" }, /char3-4-word1-2\/v1/],
    ["another kind of number", { weights: { ...spec.weights, dtype: "int4" } }, /int8/],
    ["a file elsewhere", { weights: { ...spec.weights, file: "../w" } }, /plain file name/],
    ["no features", { weights: { ...spec.weights, rows: 0 } }, />=1/],
    ["temperature 0", { temperature: 0 }, /temperature|>=/],
    ["an unknown key", { extra: 1 }, /extra/],
  ])("refuses model.json with %s", (_, change, message) => {
    expect(() => load({ spec: { ...spec, ...change } })).toThrow(message);
  });

  it("refuses weights of another size", () => {
    const expected = /weights\.bin: found \d+ bytes; expected 79 for 3 features and 5 labels/;
    expect(() => load({ bytes: bytes.slice(0, -1) })).toThrow(expected);
    expect(() => load({ bytes: new Uint8Array([...bytes, 0]) })).toThrow(expected);
    expect(() => load({ bytes: new Uint8Array(0) })).toThrow(expected);
    const rows = { ...spec.weights, rows: 4 };
    expect(() => load({ spec: { ...spec, weights: rows } })).toThrow(/found 79 bytes; expected 92/);
  });

  it.each([
    ["a factor that is not a number", 16, NaN, /found factor NaN at 1; expected a finite number/],
    ["a factor of 0", 12, 0, /found factor 0 at 0/],
    ["an infinite scale", 24, Infinity, /found scale Infinity at 0/],
    ["a negative scale", 28, -1, /found scale -1 at 1/],
    ["an infinite bias", 60, -Infinity, /found bias -Infinity at 4/],
  ])("refuses weights with %s", (_, at, value, message) => {
    const changed = patched(at, (view) => {
      view.setFloat32(0, value, true);
    });
    expect(() => load({ bytes: changed })).toThrow(message);
  });

  it("refuses weights with a feature twice", () => {
    const changed = patched(4, (view) => {
      view.setUint32(0, weights.hashes[0] ?? 0, true);
    });
    expect(() => load({ bytes: changed })).toThrow(/as feature 0 and 1; expected it once/);
  });
});
