import { createHash, type Hash } from "node:crypto";
import { createWriteStream, readFileSync } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { InputError, messageOf, RefusedError, UserError } from "../../lib/errors";

/*
 * Encryption is age's (https://age-encryption.org/v1), by its author's own library: whoever has the
 * key and the `age` tool reads a backup without Towpath. Writers hold the public key alone.
 */

/** Bytes in and out of one encryption or decryption. */
export interface Coded {
  readonly plain: { readonly bytes: number; readonly sha256: string };
  readonly stored: { readonly bytes: number; readonly sha256: string };
}

/** A pair of keys: the recipient encrypts, the identity decrypts. */
export interface KeyPair {
  readonly identity: string;
  readonly recipient: string;
}

/** Makes a pair of keys, as `age-keygen` does. */
export async function makeKeys(): Promise<KeyPair> {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/**
 * The pair in a file that `age-keygen` wrote. Errors name the file, never what is in it.
 * @throws InputError when the file cannot be read or holds no identity
 */
export async function readKeys(file: string): Promise<KeyPair> {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new InputError(`backup key ${file}: cannot be read: ${messageOf(error)}`, {
      hint: "Only who restores has it. Name its file in TOWPATH_BACKUP_IDENTITY_FILE.",
    });
  }
  const identity = /^AGE-SECRET-KEY-1[0-9A-Z]+$/m.exec(text)?.[0];
  if (identity === undefined) {
    throw new InputError(`backup key ${file}: found no line AGE-SECRET-KEY-1…; expected one`, {
      hint: "The file is the one that age-keygen writes.",
    });
  }
  const { identityToRecipient } = await import("age-encryption");
  try {
    return { identity, recipient: await identityToRecipient(identity) };
  } catch {
    throw new InputError(`backup key ${file}: found a damaged identity; expected a whole one`);
  }
}

/** Encrypts a stream into a new file. */
export async function encryptTo(file: string, source: Readable, recipient: string): Promise<Coded> {
  const { Encrypter } = await import("age-encryption");
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  const plain = new Meter();
  const fed = pipeline(source, plain);
  // Awaited below; until then a failure is not an unhandled one.
  fed.catch(() => undefined);
  const encrypted = await encrypter.encrypt(Readable.toWeb(plain) as ReadableStream<Uint8Array>);
  const stored = new Meter();
  const out = createWriteStream(file, { mode: 0o600, flags: "wx" });
  const written = pipeline(Readable.fromWeb(encrypted as ReadableStream), stored, out);
  const [read, wrote] = await Promise.allSettled([fed, written]);
  // The source's own failure says more than that of the chain behind it.
  if (read.status === "rejected") throw read.reason;
  if (wrote.status === "rejected") throw wrote.reason;
  return { plain: plain.seen(), stored: stored.seen() };
}

/**
 * Decrypts a stream into a new file.
 * @param what the object, for messages
 * @returns size and SHA-256 of what was written
 * @throws RefusedError when a byte was changed or is missing, or the key is another one
 */
export async function decryptTo(
  file: string,
  source: Readable,
  identity: string,
  what: string,
): Promise<Coded["plain"]> {
  const { Decrypter } = await import("age-encryption");
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const plain = new Meter();
  const out = createWriteStream(file, { mode: 0o600, flags: "wx" });
  try {
    const decrypted = await decrypter.decrypt(Readable.toWeb(source) as ReadableStream<Uint8Array>);
    await pipeline(Readable.fromWeb(decrypted as ReadableStream), plain, out);
  } catch (error) {
    out.destroy();
    source.destroy();
    // A store that does not answer, and a disk that is full, say so in their own words.
    if (error instanceof UserError || (error as NodeJS.ErrnoException).errno !== undefined) {
      throw error;
    }
    throw new RefusedError(`${what}: cannot be decrypted: ${messageOf(error)}`, { cause: error });
  }
  return plain.seen();
}

/** Counts and hashes what passes. */
class Meter extends Transform {
  private readonly hash: Hash = createHash("sha256");
  private bytes = 0;

  override _transform(chunk: Buffer, _encoding: string, next: (e: null, c: Buffer) => void): void {
    this.hash.update(chunk);
    this.bytes += chunk.length;
    next(null, chunk);
  }

  seen(): { bytes: number; sha256: string } {
    return { bytes: this.bytes, sha256: this.hash.digest("hex") };
  }
}
