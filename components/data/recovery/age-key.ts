import { createPrivateKey, createPublicKey } from "node:crypto";
import { bech32 } from "../../../lib/bech32";

/*
 * 32 random bytes as a pair of keys of age. Pure. https://age-encryption.org/v1, "The X25519 recipient
 * type": the identity is the bytes, the recipient their public key, both in bech32.
 */

/** Bytes of an identity. */
export const KEY_BYTES = 32;

/** What stands before a raw X25519 key in PKCS #8: https://www.rfc-editor.org/rfc/rfc8410#section-7 */
const PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");

/** The private key, `AGE-SECRET-KEY-1…`. @param base64 {@link KEY_BYTES} random bytes */
export function identityOf(base64: string): string {
  return bech32("age-secret-key-", bytesOf(base64)).toUpperCase();
}

/** The public key that belongs to it, `age1…`. */
export function recipientOf(base64: string): string {
  const key = Buffer.concat([PKCS8, bytesOf(base64)]);
  const { x } = createPublicKey(createPrivateKey({ key, format: "der", type: "pkcs8" })).export({
    format: "jwk",
  });
  return bech32("age", Buffer.from(x ?? "", "base64url"));
}

function bytesOf(base64: string): Buffer {
  const bytes = Buffer.from(base64, "base64");
  if (bytes.length !== KEY_BYTES) {
    // How many and no more: it is a private key.
    throw new Error(`found ${bytes.length} random bytes; expected ${KEY_BYTES}`);
  }
  return bytes;
}
