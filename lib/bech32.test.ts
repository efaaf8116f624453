import { describe, expect, it } from "vitest";
import { bech32, isBech32 } from "./bech32";

describe("bech32", () => {
  it("writes what BIP 173 calls valid", () => {
    // https://github.com/bitcoin/bips/blob/master/bip-0173.mediawiki, "Test vectors"
    expect(bech32("a", new Uint8Array())).toBe("a12uel5l");
    for (const [prefix, text] of [
      ["a", "a12uel5l"],
      ["abcdef", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"],
      ["split", "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"],
    ] as const) {
      expect(isBech32(prefix, text), text).toBe(true);
    }
  });

  it("tells a text with one wrong character, another prefix, or a character that it lacks", () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, at) => at * 7);
    const text = bech32("age", bytes);
    expect(isBech32("age", text)).toBe(true);
    expect(isBech32("agf", text)).toBe(false);
    for (let at = 4; at < text.length; at += 1) {
      const other = text[at] === "q" ? "p" : "q";
      expect(isBech32("age", `${text.slice(0, at)}${other}${text.slice(at + 1)}`)).toBe(false);
    }
    expect(isBech32("age", `${text.slice(0, -1)}b`)).toBe(false);
    expect(isBech32("age", "age1")).toBe(false);
  });
});
