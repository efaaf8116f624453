import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityOf, KEY_BYTES, recipientOf } from "./age-key";

// An ES module, as apps/recovery/age.ts loads it.
const age = () => import("age-encryption");

describe("a pair of keys of age", () => {
  it("is what age's own library makes of the same identity, whatever the bytes", async () => {
    const { identityToRecipient } = await age();
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ minLength: KEY_BYTES, maxLength: KEY_BYTES }),
        async (bytes) => {
          const base64 = Buffer.from(bytes).toString("base64");
          expect(await identityToRecipient(identityOf(base64))).toBe(recipientOf(base64));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("has the form of those that age makes", async () => {
    const { generateX25519Identity, identityToRecipient } = await age();
    const form = (text: string) => text.replace(/1[A-Za-z0-9]+$/, "1") + String(text.length);
    const identity = await generateX25519Identity();
    const base64 = Buffer.alloc(KEY_BYTES, 7).toString("base64");
    expect(form(identityOf(base64))).toBe(form(identity));
    expect(form(recipientOf(base64))).toBe(form(await identityToRecipient(identity)));
  });

  it("is not made of fewer bytes, and the error does not show them", () => {
    const short = Buffer.alloc(31, 9).toString("base64");
    expect(() => identityOf(short)).toThrow(/found 31 random bytes; expected 32$/);
    expect(() => recipientOf(short)).toThrow(/found 31 random bytes; expected 32$/);
  });
});
