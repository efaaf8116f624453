/**
 * Writes one label's weights into its column of int8 steps, each a 127th of the largest weight.
 *
 * @param weights one per feature
 * @param steps weight of feature f for label c at `f * cols + c`
 * @returns what a step is worth, as weights.bin stores it; 0 when all weights are 0
 */
export function quantise(
  weights: Float64Array,
  steps: Int8Array,
  label: number,
  cols: number,
): number {
  let largest = 0;
  for (const weight of weights) largest = Math.max(largest, Math.abs(weight));
  // Rounded first to what weights.bin stores, so that the steps fit the stored scale.
  const scale = Math.fround(largest / 127);
  if (scale === 0) return 0;
  for (let feature = 0; feature < weights.length; feature++) {
    const step = Math.round(weights[feature]! / scale);
    steps[feature * cols + label] = Math.max(-127, Math.min(127, step));
  }
  return scale;
}
