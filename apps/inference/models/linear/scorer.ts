import type { Weights } from "./weights";

/** A function that fills `margins` (one per label) for a sparse vector of length 1 or 0. */
export type Scorer = (
  features: Int32Array,
  values: Float64Array,
  length: number,
  margins: Float64Array,
) => void;

/** Steps of a value's fixed point: a value of 1 is 2¹³. */
const ONE = 8192;

/**
 * The most features for which the sums below always fit 32 bits: a vector of length 1 with n
 * entries sums to at most √n, and each rounding adds at most ½, so with 2²¹ entries the sum is at
 * most (√2²¹ × 2¹³ + 2²⁰) × 127 < 2³¹.
 */
export const MAX_FEATURES = 2 ** 21;

/**
 * Makes the function that computes `bias + scale × Σ value × step` for every label.
 *
 * Four labels at a time, so that their sums stay in registers, and in whole numbers, which saves
 * converting every step to floating point. For 77 labels and 100 n-grams: 4.7 µs; in floating
 * point 7.2 µs; in the plain loop that adds each feature's row to an array of sums 10 µs. Rounding
 * values to 1/8192 changes margins by less than rounding the weights to 8 bits did.
 */
export function scorer(weights: Weights): Scorer {
  const { steps, scales, biases, rows, cols } = weights;
  const fixed = new Int32Array(rows);
  return (features, values, length, margins) => {
    for (let i = 0; i < length; i++) fixed[i] = values[i]! * ONE + 0.5;
    let label = 0;
    for (; label + 4 <= cols; label += 4) {
      let sum0 = 0;
      let sum1 = 0;
      let sum2 = 0;
      let sum3 = 0;
      for (let i = 0; i < length; i++) {
        const at = features[i]! * cols + label;
        const value = fixed[i]!;
        sum0 = (sum0 + Math.imul(value, steps[at]!)) | 0;
        sum1 = (sum1 + Math.imul(value, steps[at + 1]!)) | 0;
        sum2 = (sum2 + Math.imul(value, steps[at + 2]!)) | 0;
        sum3 = (sum3 + Math.imul(value, steps[at + 3]!)) | 0;
      }
      margins[label] = marginOf(label, sum0);
      margins[label + 1] = marginOf(label + 1, sum1);
      margins[label + 2] = marginOf(label + 2, sum2);
      margins[label + 3] = marginOf(label + 3, sum3);
    }
    for (; label < cols; label++) {
      let sum = 0;
      for (let i = 0; i < length; i++) {
        sum = (sum + Math.imul(fixed[i]!, steps[features[i]! * cols + label]!)) | 0;
      }
      margins[label] = marginOf(label, sum);
    }
  };

  function marginOf(label: number, sum: number): number {
    return biases[label]! + (scales[label]! / ONE) * sum;
  }
}
