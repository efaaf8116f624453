/** Names the features below in model.json: a change to them is a new name, or old weights lie. */
export const FEATURIZER = "char3-4-word1-2/v1";

/** Bit 0 of a hash says what was hashed, so that training can weigh the two groups apart. */
export const WORD_BIT = 1;

const MIN_CHARS = 3;
const MAX_CHARS = 4;
const SPACE = 0x20;

/** Classes of UTF-16 code units. */
const OTHER = 0;
const BLANK = 1;
const WORD = 2;

/**
 * The class of every UTF-16 code unit. Halves of surrogate pairs count as letters: most code points
 * beyond the BMP that people write are letters or emoji, and an emoji is worth a word of its own.
 */
const CLASS_OF = classTable();

function classTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (let code = 0; code < table.length; code++) {
    const char = String.fromCharCode(code);
    if (code >= 0xd800 && code <= 0xdfff) table[code] = WORD;
    else if (/\s/.test(char)) table[code] = BLANK;
    else table[code] = /[\p{L}\p{M}\p{N}_]/u.test(char) ? WORD : OTHER;
  }
  return table;
}

/**
 * Turns a text into the hashes of its n-grams, for training and for serving alike:
 *
 * - character 3- and 4-grams inside the pieces between white space, each piece with one space
 *   before and one after (scikit-learn's `char_wb`), so spelling mistakes and endings cost little
 *   and punctuation counts;
 * - words (runs of letters, marks, digits, `_`) and pairs of neighbouring words.
 *
 * The text is read after Unicode NFKC and lower-casing. Any string will do: an empty one, one of
 * lone surrogates. A hash has 32 bits; the vocabulary keeps hashes only, so two n-grams that share
 * one (expected once in a vocabulary of 65,000) share a feature, which does no harm.
 *
 * Holds scratch memory that the next call overwrites and no text; not for two callers at once.
 */
export class NgramHasher {
  /** The hashes of the last text, in order of appearance, with repetitions; see {@link hash}. */
  hashes = new Uint32Array(4096);
  private codes = new Uint16Array(1024);

  /** Fills {@link hashes} and returns how many of its entries belong to this text. */
  hash(text: string): number {
    const length = this.readCodes(text.normalize("NFKC").toLowerCase());
    // Each code starts at most two character n-grams and ends at most a word and a pair.
    if (this.hashes.length < length * 4) this.hashes = new Uint32Array(length * 8);
    const count = this.hashChars(length);
    return this.hashWords(length, count);
  }

  /** Copies the text with one space before, between and after its pieces; returns the length. */
  private readCodes(text: string): number {
    if (this.codes.length < text.length + 2) this.codes = new Uint16Array(text.length * 2);
    const codes = this.codes;
    let length = 0;
    let afterBlank = true;
    codes[length++] = SPACE;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const isBlank = CLASS_OF[code] === BLANK;
      if (!isBlank) codes[length++] = code;
      else if (!afterBlank) codes[length++] = SPACE;
      afterBlank = isBlank;
    }
    if (!afterBlank) codes[length++] = SPACE;
    return length;
  }

  private hashChars(length: number): number {
    const { codes, hashes } = this;
    let count = 0;
    for (let start = 0; start + MIN_CHARS <= length; start++) {
      const end = Math.min(length, start + MAX_CHARS);
      let hash = step(0x2f0b4c47, codes[start]!);
      for (let i = start + 1; i < end; i++) {
        const code = codes[i]!;
        hash = step(hash, code);
        if (i - start + 1 >= MIN_CHARS) hashes[count++] = finish(hash) & ~WORD_BIT;
        // No n-gram goes on into the next piece.
        if (code === SPACE) break;
      }
    }
    return count;
  }

  private hashWords(length: number, from: number): number {
    const { codes, hashes } = this;
    let count = from;
    let previous = 0;
    let hasPrevious = false;
    let hash = 0;
    let isInside = false;
    // The last code is always a space, so the last word ends inside the loop.
    for (let i = 0; i < length; i++) {
      const code = codes[i]!;
      if (CLASS_OF[code] === WORD) {
        hash = step(isInside ? hash : 0x5bd1e995, code);
        isInside = true;
      } else if (isInside) {
        const word = finish(hash);
        hashes[count++] = word | WORD_BIT;
        // The first word is mixed once more, or a pair would be the same the other way round.
        if (hasPrevious) hashes[count++] = finish(step(step(previous, SPACE), word)) | WORD_BIT;
        previous = word;
        hasPrevious = true;
        isInside = false;
      }
    }
    return count;
  }
}

/** One step of a multiplicative hash; one to one in `hash` and in `code`. */
function step(hash: number, code: number): number {
  const mixed = Math.imul(hash ^ code, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** The last mixing of MurmurHash3: every bit of the result depends on every bit of the hash. */
function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
