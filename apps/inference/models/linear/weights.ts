/** What is inside weights.bin. `rows` features, `cols` labels. */
export interface Weights {
  readonly rows: number;
  readonly cols: number;
  /** The n-gram hash of every feature, each once. */
  readonly hashes: Uint32Array;
  /** IDF times group weight of every feature, positive. */
  readonly factors: Float32Array;
  /** What one step of a label's int8 weights is worth. */
  readonly scales: Float32Array;
  /** The margin of a text without known features, per label. */
  readonly biases: Float32Array;
  /** Weight of feature f for label c at `f * cols + c`, in steps of `scales[c]`. */
  readonly steps: Int8Array;
}

/** Size in bytes of a weights.bin. */
export function weightsSize(rows: number, cols: number): number {
  return rows * 8 + cols * 8 + rows * cols;
}

/**
 * Writes weights.bin: all numbers little-endian, one block after another, nothing between them:
 *
 *     rows × uint32        hashes: the features of the most training texts first, so that the rows
 *                          which are read most lie together
 *     rows × float32       factors
 *     cols × float32       scales
 *     cols × float32       biases
 *     rows × cols × int8   steps, the labels of one feature side by side
 */
export function encodeWeights(weights: Weights): Uint8Array {
  const { rows, cols } = weights;
  const bytes = new Uint8Array(weightsSize(rows, cols));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const hash of weights.hashes) view.setUint32((at += 4) - 4, hash, true);
  for (const block of [weights.factors, weights.scales, weights.biases]) {
    for (const value of block) view.setFloat32((at += 4) - 4, value, true);
  }
  bytes.set(new Uint8Array(weights.steps.buffer, weights.steps.byteOffset, rows * cols), at);
  return bytes;
}

/**
 * Reads weights.bin, whose layout {@link encodeWeights} says. Copies, so `bytes` may be reused.
 * @throws Error with a message for people: wrong size, a number that a trained model
 *   cannot have
 */
export function decodeWeights(
  bytes: Uint8Array,
  shape: { readonly rows: number; readonly cols: number },
  name: string,
): Weights {
  const { rows, cols } = shape;
  const expected = weightsSize(rows, cols);
  if (bytes.length !== expected) {
    throw new Error(
      `${name}: found ${bytes.length} bytes; expected ${expected} for ${rows} features and ${cols} labels`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const hashes = new Uint32Array(rows);
  for (let i = 0; i < rows; i++) {
    hashes[i] = view.getUint32(i * 4, true);
  }
  let at = rows * 4;
  const floats = (count: number, what: string, least: number, expectation: string) => {
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++, at += 4) {
      const value = view.getFloat32(at, true);
      // Written so that NaN fails too; 1e15 leaves room for every sum to stay finite.
      if (!(value >= least && value <= MAX_NUMBER)) {
        throw new Error(`${name}: found ${what} ${value} at ${i}; expected ${expectation}`);
      }
      values[i] = value;
    }
    return values;
  };
  const factors = floats(rows, "factor", Number.MIN_VALUE, "a finite number above 0");
  const scales = floats(cols, "scale", 0, "a finite number of 0 or more");
  const biases = floats(cols, "bias", -MAX_NUMBER, "a finite number");
  // Not bytes.slice(at).buffer: of a Node.js Buffer that is a view, and its .buffer the whole pool.
  const steps = new Int8Array(rows * cols);
  new Uint8Array(steps.buffer).set(bytes.subarray(at));
  return { rows, cols, hashes, factors, scales, biases, steps };
}

/** No trained number is near this, and its square times any count of features is finite. */
const MAX_NUMBER = 1e15;
