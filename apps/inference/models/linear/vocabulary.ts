import { NgramHasher } from "./featurize";

/**
 * The features that a model knows, and how a text becomes a sparse vector of them:
 * `(1 + ln count) × factor` for every known n-gram, the whole scaled to length 1.
 *
 * Holds scratch memory that the next call overwrites; not for two callers at once.
 */
export class Vocabulary {
  /** Features of the last text, in order of first appearance; see {@link vectorize}. */
  readonly features: Int32Array;
  /** Their values. */
  readonly values: Float64Array;
  private readonly counts: Uint32Array;
  private readonly hasher = new NgramHasher();
  /** Open addressing: pairs of hash and feature + 1; 0 in the second place: free. */
  private readonly slots: Int32Array;
  private readonly mask: number;

  /**
   * @param hashes the n-gram hash of every feature, without repetitions
   * @param factors the weight of every feature: its IDF times its group's weight
   * @throws Error when a hash is there twice
   */
  constructor(
    hashes: Uint32Array,
    private readonly factors: Float32Array,
  ) {
    const size = 2 ** Math.max(4, Math.ceil(Math.log2(hashes.length * 2 + 1)));
    this.mask = size - 1;
    this.slots = new Int32Array(size * 2);
    for (let feature = 0; feature < hashes.length; feature++) {
      const slot = this.slotOf(hashes[feature]! | 0);
      if (this.slots[slot + 1] !== 0) {
        throw new Error(
          `found the n-gram hash ${hashes[feature]!} as feature ${this.slots[slot + 1]! - 1} and ${feature}; expected it once`,
        );
      }
      this.slots[slot] = hashes[feature]!;
      this.slots[slot + 1] = feature + 1;
    }
    this.counts = new Uint32Array(hashes.length);
    this.features = new Int32Array(hashes.length);
    this.values = new Float64Array(hashes.length);
  }

  /**
   * Fills {@link features} and {@link values} and returns how many entries belong to this text: 0
   * when it has no known n-gram.
   */
  vectorize(text: string): number {
    const { features, values, counts, factors, slots } = this;
    const hashed = this.hasher.hash(text);
    const hashes = this.hasher.hashes;
    let length = 0;
    for (let i = 0; i < hashed; i++) {
      const feature = slots[this.slotOf(hashes[i]! | 0) + 1]! - 1;
      if (feature < 0) continue;
      const count = counts[feature]!;
      counts[feature] = count + 1;
      if (count === 0) features[length++] = feature;
    }
    let squares = 0;
    for (let i = 0; i < length; i++) {
      const feature = features[i]!;
      const count = counts[feature]!;
      counts[feature] = 0;
      const value = factors[feature]! * (count === 1 ? 1 : 1 + Math.log(count));
      values[i] = value;
      squares += value * value;
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = 0; i < length; i++) values[i] = values[i]! * scale;
    return length;
  }

  /** Where a hash is in the table, or the free place where it would be. At most half is taken. */
  private slotOf(hash: number): number {
    const { slots, mask } = this;
    let slot = (hash >>> 1) & mask;
    while (slots[slot * 2 + 1] !== 0 && slots[slot * 2] !== hash) slot = (slot + 1) & mask;
    return slot * 2;
  }
}
