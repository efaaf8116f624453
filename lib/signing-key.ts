import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { InputError, messageOf } from "./errors";

/*
 * Keys of Ed25519 (RFC 8032). A private key is a PKCS#8 file, as OpenSSL writes it, or the 32 bytes
 * that it is made of. A public key is one word that a reviewer can compare: ed25519:<64 hex digits>.
 */

/** What stands before the 32 bytes in PKCS#8 and in SubjectPublicKeyInfo: RFC 8410, sections 4 and 7. */
const PKCS8_HEAD = Buffer.from("302e020100300506032b657004220420", "hex");
const SPKI_HEAD = Buffer.from("302a300506032b6570032100", "hex");

/** Bytes of a seed, and of a public key. */
const KEY_BYTES = 32;

/** How a public key is written. */
export const PUBLIC_KEY = /^ed25519:[0-9a-f]{64}$/;

/** A new private key as a PKCS#8 file's text. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync("ed25519");
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/**
 * Reads a private key: PKCS#8 PEM, or a seed of 32 bytes, plain, in base64 or in hex.
 * @param place what the bytes were read from, for messages; they never show the key
 * @throws InputError for anything else
 */
export function readSigningKey(bytes: Uint8Array, place: string): KeyObject {
  const text = Buffer.from(bytes).toString("utf8").trim();
  if (text.includes("-----BEGIN")) return fromPem(text, place);
  const seed = [
    Buffer.from(bytes),
    ...(/^[0-9a-f]{64}$/i.test(text) ? [Buffer.from(text, "hex")] : []),
    ...(/^[A-Za-z0-9+/]{43}=$/.test(text) ? [Buffer.from(text, "base64")] : []),
  ].find(({ length }) => length === KEY_BYTES);
  if (seed === undefined) throw notAKey(place, `${bytes.length} bytes that are no key`);
  return createPrivateKey({ key: Buffer.concat([PKCS8_HEAD, seed]), format: "der", type: "pkcs8" });
}

function fromPem(text: string, place: string): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch (error) {
    throw notAKey(place, `a PEM file that cannot be read (${messageOf(error)})`);
  }
  if (key.asymmetricKeyType === "ed25519") return key;
  throw notAKey(place, `a key of ${key.asymmetricKeyType ?? "an unknown kind"}`);
}

function notAKey(place: string, found: string): InputError {
  return new InputError(
    `${place}: found ${found}; expected a private key of Ed25519: PKCS#8 PEM, or a seed of 32 bytes`,
    { hint: "Make one: npx towpath drill key" },
  );
}

/** The public half of a key, as {@link PUBLIC_KEY}. */
export function publicKeyOf(key: KeyObject): string {
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  return `ed25519:${spki.subarray(-KEY_BYTES).toString("hex")}`;
}

/** A public key to verify with; undefined where the text is none. */
export function readPublicKey(text: string): KeyObject | undefined {
  if (!PUBLIC_KEY.test(text)) return undefined;
  const raw = Buffer.from(text.slice("ed25519:".length), "hex");
  return createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: "der", type: "spki" });
}
