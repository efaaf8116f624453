import { createPublicKey, generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json";
import { isSignedWith, type Signature, signJson } from "./signed-json";
import { newSigningKey, publicKeyOf, readPublicKey, readSigningKey } from "./signing-key";

const SIGNER = { by: "drill-job", role: "platform-owner" };
const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 })
  .privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();
const key = readSigningKey(Buffer.from(newSigningKey()), "a new key");

describe("canonicalJson", () => {
  it("writes RFC 8785's example as the RFC does (section 3.2.2 and 3.2.3)", () => {
    const example = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\u002f",
      literals: [null, true, false],
    };
    expect(canonicalJson(example)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
    const keys = {
      "\u20ac": 1,
      "\r": 2,
      "\ufb33": 3,
      "1": 4,
      "\u{1f600}": 5,
      "\u0080": 6,
      "\u00f6": 7,
    };
    expect(Object.values(JSON.parse(canonicalJson(keys)) as object)).toHaveLength(7);
    expect(canonicalJson(keys).match(/:\d/g)?.join("")).toBe(":2:4:6:7:1:5:3");
  });

  it("is one text whatever the order of keys, and reads back as what it was", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(reversed)).toBe(canonicalJson(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("refuses what JSON has no form of", () => {
    expect(() => canonicalJson({ a: [Number.NaN] })).toThrow(/NaN has no form/);
    expect(() => canonicalJson(() => 1)).toThrow(/function/);
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });
});

describe("signJson", () => {
  const signed = signJson({ b: [1, { c: null }], a: "é", gone: undefined }, SIGNER, key);
  const read = JSON.parse(JSON.stringify(signed)) as typeof signed;

  it("is verified with the signer's key alone, after any way through JSON", () => {
    expect(isSignedWith(read, [publicKeyOf(key)])).toBe(true);
    const other = publicKeyOf(readSigningKey(Buffer.from(newSigningKey()), "another"));
    expect(isSignedWith(read, [other])).toBe(false);
    expect(isSignedWith(read, [other, publicKeyOf(key)])).toBe(true);
    expect(isSignedWith({ signature: undefined }, [publicKeyOf(key)])).toBe(false);
    expect(isSignedWith(read, ["ed25519:nothing"])).toBe(false);
  });

  it("covers every value, and who signed", () => {
    const change = (signature: Partial<Signature>) => ({
      ...read,
      signature: { ...read.signature, ...signature },
    });
    const value = Buffer.alloc(64, 1).toString("base64");
    for (const one of [
      { ...read, a: "e" },
      { ...read, more: 1 },
      change({ by: "petra" }),
      change({ role: "developer" }),
      change({ public_key: `ed25519:${"0".repeat(64)}` }),
      change({ value }),
    ]) {
      expect(isSignedWith(one, [publicKeyOf(key)])).toBe(false);
    }
  });

  it("replaces a signature that was there", () => {
    expect(signJson(read, SIGNER, key).signature.value).toBe(read.signature.value);
  });
});

describe("keys", () => {
  // RFC 8032, section 7.1, test 1.
  const SEED = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  const PUBLIC = "ed25519:d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

  it.each([
    ["32 bytes", Buffer.from(SEED, "hex")],
    ["hex", Buffer.from(`${SEED}\n`)],
    ["base64", Buffer.from(`${Buffer.from(SEED, "hex").toString("base64")}\n`)],
  ])("are read as a seed of %s", (_form, bytes) => {
    expect(publicKeyOf(readSigningKey(bytes, "the seed"))).toBe(PUBLIC);
  });

  it("are PKCS#8 files, as OpenSSL writes them", () => {
    const pem = newSigningKey();
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    const made = readSigningKey(Buffer.from(pem), "a file");
    expect(readPublicKey(publicKeyOf(made))?.export({ format: "jwk" })).toEqual(
      createPublicKey(pem).export({ format: "jwk" }),
    );
  });

  it.each([
    ["an RSA key", Buffer.from(RSA), /a key of rsa/],
    [
      "half a file",
      Buffer.from("-----BEGIN PRIVATE KEY-----\nAAAA"),
      /a PEM file that cannot be read/,
    ],
    ["31 bytes", Buffer.alloc(31, 200), /31 bytes that are no key/],
  ])("refuse %s, and do not show it", (_what, bytes, says) => {
    expect(() => readSigningKey(bytes, "key.pem")).toThrow(says);
    expect(() => readSigningKey(bytes, "key.pem")).toThrow(/^key\.pem: found/);
  });
});
