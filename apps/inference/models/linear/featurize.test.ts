import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NgramHasher, WORD_BIT } from "./featurize";
import { Vocabulary } from "./vocabulary";

const anyText = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  // Code units at random: lone surrogates too, which fast-check's strings leave out.
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
    .map((codes) => String.fromCharCode(...codes)),
  fc.string({ unit: "grapheme", maxLength: 4000 }),
);

function hashesOf(text: string, hasher = new NgramHasher()): number[] {
  return Array.from(hasher.hashes.slice(0, hasher.hash(text)));
}

function vocabularyOf(...texts: string[]): Vocabulary {
  // Through a second hasher: the first one's hashes are overwritten by the next text.
  const hashes = [...new Set(texts.flatMap((text) => hashesOf(text)))];
  return new Vocabulary(
    Uint32Array.from(hashes),
    Float32Array.from(hashes, (_, i) => 1 + (i % 5)),
  );
}

describe("NgramHasher", () => {
  it("gives character n-grams inside pieces, words and pairs of words", () => {
    const words = hashesOf("ab, cd").filter((hash) => (hash & WORD_BIT) !== 0);
    // " ab" "ab," "b, " " ab," "ab, " " cd" "cd " " cd " and "ab" "cd" "ab cd"
    expect(hashesOf("ab, cd")).toHaveLength(11);
    expect(words).toHaveLength(3);
    expect(new Set(hashesOf("ab, cd")).size).toBe(11);
    expect(hashesOf("ab")).toHaveLength(4);
  });

  it("reads letter case, white space and composed letters alike", () => {
    expect(hashesOf("  Caf\u00e9\tNOIR\n")).toEqual(hashesOf("cafe\u0301 noir"));
    expect(hashesOf("ﬁne")).toEqual(hashesOf("fine"));
  });

  it("keeps order and punctuation apart", () => {
    expect(new Set(hashesOf("card lost"))).not.toEqual(new Set(hashesOf("lost card")));
    expect(hashesOf("why")).not.toEqual(hashesOf("why?"));
  });

  it("takes an emoji for a word", () => {
    expect(hashesOf("💥").some((hash) => (hash & WORD_BIT) !== 0)).toBe(true);
  });

  it("gives nothing for nothing", () => {
    expect(hashesOf("")).toEqual([]);
    expect(hashesOf(" \n\u00a0\u3000")).toEqual([]);
  });

  it("gives the same for any string, whatever it hashed before", () => {
    const used = new NgramHasher();
    fc.assert(
      fc.property(anyText, anyText, (before, text) => {
        used.hash(before);
        const hashes = hashesOf(text, used);
        expect(hashes).toEqual(hashesOf(text));
        expect(hashes.length > 0).toBe(/\S/u.test(text.normalize("NFKC")));
      }),
    );
  });
});

describe("Vocabulary", () => {
  it("gives a vector of length 1 of known, different features, or nothing", () => {
    fc.assert(
      fc.property(anyText, anyText, (known, text) => {
        const vocabulary = vocabularyOf(known);
        for (const each of [known, text, known]) {
          const length = vocabulary.vectorize(each);
          const features = [...vocabulary.features.slice(0, length)];
          const values = [...vocabulary.values.slice(0, length)];
          const norm = Math.hypot(...values);
          if (length === 0) expect(norm).toBe(0);
          else expect(norm).toBeCloseTo(1, 9);
          expect(values.every((value) => value > 0)).toBe(true);
          expect(new Set(features).size).toBe(length);
          expect(features.every((f) => f >= 0 && f < vocabulary.features.length)).toBe(true);
        }
      }),
    );
  });

  it("knows every n-gram of a text that it was made from", () => {
    const text = "My card was swallowed by the machine, my card!";
    const vocabulary = vocabularyOf(text, "another text");
    expect(vocabulary.vectorize(text)).toBe(new Set(hashesOf(text)).size);
  });

  it("counts a repeated n-gram by its logarithm", () => {
    const [hash = 0] = hashesOf("no").filter((each) => (each & WORD_BIT) !== 0);
    const other = hashesOf("yes").filter((each) => (each & WORD_BIT) !== 0);
    const hashes = Uint32Array.of(hash, ...other);
    const vocabulary = new Vocabulary(hashes, Float32Array.of(1, 1));
    expect(vocabulary.vectorize("no yes no no")).toBe(2);
    const [no = 0, yes = 1] = vocabulary.values;
    expect(no / yes).toBeCloseTo(1 + Math.log(3), 9);
  });

  it("refuses a hash that is there twice", () => {
    expect(() => new Vocabulary(Uint32Array.of(4, 6, 4), new Float32Array(3))).toThrow(
      "found the n-gram hash 4 as feature 0 and 2; expected it once",
    );
  });
});
