import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { collectSecrets, forAnalyzer, type Json, readable, redactor, UNKNOWN } from "./wire";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
const ASSET = "c44067f5952c0a294b673a41bacd8c17";

const secret = (value: Json): Json => ({ [SIGNATURE]: SECRET, value });
const output = (value?: Json, isSecret = false): Json => ({
  [SIGNATURE]: OUTPUT,
  secret: isSecret,
  ...(value === undefined ? {} : { value }),
});
const asIs = (text: string) => text;

/** Plain JSON without the marks of the wire. */
const plainJson = fc.jsonValue({ maxDepth: 3 }).map((value) => value as Json);

describe("readable", () => {
  it("names what is unknown, also inside a text", () => {
    expect(readable(UNKNOWN, asIs)).toBe("<unknown>");
    expect(readable(`arn:${UNKNOWN}/*`, asIs)).toBe("arn:<unknown>/*");
    expect(readable(output(), asIs)).toBe("<unknown>");
  });

  it("shows a reference as its URN and an asset by its kind", () => {
    expect(readable({ [SIGNATURE]: RESOURCE, urn: "urn:x", id: "i" }, asIs)).toBe("urn:x");
    expect(readable({ [SIGNATURE]: ASSET, text: "hello" }, asIs)).toEqual({
      kind: "asset",
      text: "hello",
    });
  });

  it("never shows a secret, however deep and in whatever form", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: "grapheme" }), plainJson, (text, around) => {
        const planted = `S3CR3T-${text}`;
        for (const hidden of [
          secret(planted),
          secret({ deep: [planted] }),
          output(planted, true),
        ]) {
          const value: Json = { around, list: [hidden], map: { hidden } };
          expect(JSON.stringify(readable(value, asIs))).not.toContain("S3CR3T-");
        }
      }),
    );
  });

  it("leaves plain values as they are, keys in order", () => {
    fc.assert(
      fc.property(plainJson, (value) => {
        expect(readable(value, asIs)).toEqual(value);
      }),
    );
    expect(Object.keys(readable({ b: 1, a: 2 }, asIs))).toEqual(["a", "b"]);
  });
});

describe("secrets in texts", () => {
  it("are found however deep they lay, and taken out of every text, as JSON writes them too", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8 }), (text) => {
        fc.pre(!text.includes("<secret>") && !"<secret>".includes(text));
        const found = new Set<string>();
        collectSecrets({ a: [secret({ password: text })], b: "open to all" }, found);
        expect([...found]).toEqual([text]);
        const message = `in words ${text}, as JSON ${JSON.stringify({ text })}`;
        const clean = redactor(found)(message);
        // What repeats the surroundings by accident is not the secret.
        expect(clean.split("<secret>").length).toBeGreaterThanOrEqual(3);
      }),
    );
  });

  it("that are too short to tell from other words stay, and so do unknown ones", () => {
    const found = new Set<string>();
    collectSecrets([secret("5432"), secret(UNKNOWN)], found);
    expect([...found]).toEqual([]);
  });

  it("that contain one another go as a whole", () => {
    expect(redactor(new Set(["hunter2", "hunter2-and-more"]))("x hunter2-and-more y")).toBe(
      "x <secret> y",
    );
  });
});

describe("forAnalyzer", () => {
  it("turns references into ids, outputs into values, and keeps secrets marked", () => {
    const value: Json = {
      known: { [SIGNATURE]: RESOURCE, urn: "urn:x", id: "i-1" },
      unknown: { [SIGNATURE]: RESOURCE, urn: "urn:x", id: "" },
      output: output({ deep: output("v") }),
      later: output(),
      hidden: output("pw", true),
    };
    expect(forAnalyzer(value)).toEqual({
      known: "i-1",
      unknown: "urn:x",
      output: { deep: "v" },
      later: UNKNOWN,
      hidden: secret("pw"),
    });
  });
});
