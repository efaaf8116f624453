import { type KeyObject, sign, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { canonicalJson } from "./canonical-json";
import { InputError, messageOf } from "./errors";
import { publicKeyOf, readPublicKey, readSigningKey } from "./signing-key";

/** Who signed a document, in which role, and the signature. It stands inside, under `signature`. */
export interface Signature {
  /** A person of stacks/access.yaml, or the name of a program: a key of its `signers`. */
  readonly by: string;
  readonly role: string;
  readonly algorithm: "Ed25519";
  /** The signer's key as `ed25519:…`: says which of several it was, and proves nothing. */
  readonly public_key: string;
  /** 64 bytes, base64. */
  readonly value: string;
}

/** Whom a signature names. */
export type Signer = Pick<Signature, "by" | "role">;

/** So that a signature of this kind is never one of another. */
const PURPOSE = "towpath signed json v1\n";

/**
 * Signs a document: the canonical form (RFC 8785) of all of it and of who signs, Ed25519 over its
 * UTF-8 bytes. A signature that it had is replaced.
 */
export function signJson<T extends object>(
  document: T,
  { by, role }: Signer,
  key: KeyObject,
): T & { readonly signature: Signature } {
  const signature = { by, role, algorithm: "Ed25519", public_key: publicKeyOf(key) } as const;
  // As a reader will find it: what JSON leaves out is not signed either.
  const signed = JSON.parse(JSON.stringify(document)) as object;
  const value = sign(null, signedBytes(signed, signature), key).toString("base64");
  return { ...document, signature: { ...signature, value } };
}

/**
 * The same with the key in a file, as a pod and a machine have it.
 * @throws InputError when the file cannot be read, or holds no key of Ed25519
 */
export function signWithFile<T extends object>(
  document: T,
  signer: Signer,
  file: string,
): T & { readonly signature: Signature } {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new InputError(
      `${file}: cannot be read: ${messageOf(error)}; expected the private key to sign with`,
    );
  }
  return signJson(document, signer, readSigningKey(bytes, file));
}

/**
 * Is a document, as it was read from JSON, signed with one of these keys?
 * @param keys public keys as `ed25519:…`
 */
export function isSignedWith(
  document: { readonly signature?: Signature | undefined },
  keys: readonly string[],
): boolean {
  const { signature } = document;
  if (signature === undefined) return false;
  const { value, ...rest } = signature;
  const bytes = signedBytes(document, rest);
  return keys.some((text) => {
    const key = readPublicKey(text);
    return key !== undefined && verify(null, bytes, key, Buffer.from(value, "base64"));
  });
}

function signedBytes(document: object, signature: Omit<Signature, "value">): Buffer {
  return Buffer.from(PURPOSE + canonicalJson({ ...document, signature }), "utf8");
}
