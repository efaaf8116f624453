/**
 * Random numbers that are the same for the same seeds, everywhere: training must give the same
 * bytes again. Mulberry32 (Tommy Ettinger, public domain): 32 bits of state are plenty for
 * shuffling.
 */
export class Random {
  private state = 0x9e3779b9;

  /** @param seeds whole numbers, of which the lowest 32 bits count; another list, another sequence */
  constructor(...seeds: readonly number[]) {
    for (const seed of seeds) {
      this.state = Math.imul(this.state ^ seed, 0x85ebca6b);
      this.next();
    }
  }

  /** A whole number from 0 to `bound` − 1; its bias of at most bound / 2³² does not matter here. */
  below(bound: number): number {
    return Math.floor((this.next() / 2 ** 32) * bound);
  }

  /** Puts a list into random order, in place. */
  shuffle(list: Int32Array): Int32Array {
    for (let i = 0; i < list.length; i++) {
      const j = i + this.below(list.length - i);
      const held = list[i]!;
      list[i] = list[j]!;
      list[j] = held;
    }
    return list;
  }

  private next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
