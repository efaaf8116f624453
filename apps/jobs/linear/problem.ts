import { NgramHasher, WORD_BIT } from "../../inference/models/linear/featurize";
import { Vocabulary } from "../../inference/models/linear/vocabulary";

/** Sparse rows, one per text: row i has entries `starts[i]` to `starts[i + 1]`, exclusive. */
export interface SparseRows {
  readonly starts: Int32Array;
  readonly features: Int32Array;
  readonly values: Float32Array;
}

/** Counts in how many texts each hash occurs: an open-addressing table that grows. */
class DocumentFrequencies {
  size = 0;
  private hashes = new Int32Array(1 << 16);
  private counts = new Int32Array(1 << 16);
  /** The last text that was counted for the hash. */
  private seenIn = new Int32Array(1 << 16);

  add(hash: number, text: number): void {
    const slot = this.slotOf(hash);
    if (this.counts[slot] === 0) {
      if (this.size * 2 >= this.hashes.length) {
        this.grow();
        this.add(hash, text);
        return;
      }
      this.size++;
      this.hashes[slot] = hash;
    } else if (this.seenIn[slot] === text) {
      return;
    }
    this.seenIn[slot] = text;
    this.counts[slot]!++;
  }

  /** Every hash with the number of its texts. */
  *entries(): Generator<{ hash: number; count: number }> {
    for (let slot = 0; slot < this.hashes.length; slot++) {
      const count = this.counts[slot]!;
      if (count > 0) yield { hash: this.hashes[slot]! >>> 0, count };
    }
  }

  private slotOf(hash: number): number {
    const mask = this.hashes.length - 1;
    let slot = (hash >>> 1) & mask;
    while (this.counts[slot] !== 0 && this.hashes[slot] !== hash) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { hashes, counts, seenIn } = this;
    this.hashes = new Int32Array(hashes.length * 2);
    this.counts = new Int32Array(hashes.length * 2);
    this.seenIn = new Int32Array(hashes.length * 2);
    for (let old = 0; old < hashes.length; old++) {
      if (counts[old] === 0) continue;
      const slot = this.slotOf(hashes[old]!);
      this.hashes[slot] = hashes[old]!;
      this.counts[slot] = counts[old]!;
      this.seenIn[slot] = seenIn[old]!;
    }
  }
}

/** Hashes and their factors: what a {@link Vocabulary} and weights.bin are made of. */
export interface Features {
  readonly hashes: Uint32Array;
  readonly factors: Float32Array;
}

/** How features are chosen and weighed. */
export interface FeatureSettings {
  /** No more features than this; those of the most texts stay. */
  readonly maxFeatures: number;
  /** How much more a word or a pair of words counts than a character n-gram. */
  readonly wordWeight: number;
}

/**
 * Chooses the features of a set of texts: the n-grams of the most texts first. A factor is the
 * group's weight times the IDF as in scikit-learn, 1 + ln((1 + texts) / (1 + texts with it)).
 */
export function chooseFeatures(texts: readonly string[], settings: FeatureSettings): Features {
  const hasher = new NgramHasher();
  const frequencies = new DocumentFrequencies();
  texts.forEach((text, index) => {
    const length = hasher.hash(text);
    for (let i = 0; i < length; i++) frequencies.add(hasher.hashes[i]! | 0, index);
  });
  // Ties by hash: which features stay, and where, must not depend on the order of the texts.
  const kept = [...frequencies.entries()].sort((a, b) => b.count - a.count || a.hash - b.hash);
  kept.length = Math.min(kept.length, settings.maxFeatures);
  return {
    hashes: Uint32Array.from(kept, ({ hash }) => hash),
    factors: Float32Array.from(kept, ({ hash, count }) => {
      const idf = 1 + Math.log((1 + texts.length) / (1 + count));
      return idf * ((hash & WORD_BIT) === 0 ? 1 : settings.wordWeight);
    }),
  };
}

/** Turns texts into sparse rows. */
export function vectorizeAll(texts: readonly string[], features: Features): SparseRows {
  const vocabulary = new Vocabulary(features.hashes, features.factors);
  const starts = new Int32Array(texts.length + 1);
  let columns = new Int32Array(1 << 16);
  let values = new Float32Array(1 << 16);
  texts.forEach((text, index) => {
    const start = starts[index]!;
    const length = vocabulary.vectorize(text);
    if (start + length > columns.length) {
      const size = Math.max(start + length, columns.length * 2);
      columns = grown(columns, new Int32Array(size));
      values = grown(values, new Float32Array(size));
    }
    columns.set(vocabulary.features.subarray(0, length), start);
    values.set(vocabulary.values.subarray(0, length), start);
    starts[index + 1] = start + length;
  });
  return { starts, features: columns, values };
}

/** Squared length of every row, with the bias feature, which is 1 everywhere. */
export function squaredNorms({ starts, values }: SparseRows): Float64Array {
  const norms = new Float64Array(starts.length - 1).fill(1);
  for (let row = 0; row < norms.length; row++) {
    const end = starts[row + 1]!;
    for (let p = starts[row]!; p < end; p++) norms[row]! += values[p]! * values[p]!;
  }
  return norms;
}

function grown<T extends Int32Array | Float32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
