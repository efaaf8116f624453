import * as z from "zod";
import { sha256 } from "../../lib/digest";
import { InputError } from "../../lib/errors";

/** The layout version of a backup; a reader refuses any other. */
export const BACKUP_FORMAT = "towpath-backup/v1";

const hex = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 lower-case hex digits");
const size = z.number().int().nonnegative();

/** A path below a folder: plain names, so that nothing can be restored outside of its place. */
const relativePath = z
  .string()
  .refine(isRestorable, 'expected a relative path without "..", "." or empty names');

/** Can a file of this path be restored below a folder, and nowhere else? */
export function isRestorable(path: string): boolean {
  return path.split("/").every((name) => !/^\.{0,2}$|[\\\u0000-\u001f]/.test(name));
}

/** A stored object, as anybody can check it without a key: the encrypted bytes. */
const objectSchema = z.strictObject({ name: hex, bytes: size, sha256: hex });

export type StoredObject = z.output<typeof objectSchema>;

/** A piece of the data before it was encrypted, and the object that holds it. */
export const pieceSchema = z.strictObject({ object: hex, bytes: size, sha256: hex });

export type Piece = z.output<typeof pieceSchema>;

const fileSchema = pieceSchema.extend({ path: relativePath });

/** A file of the artifacts or of the records, its path relative to their folder. */
export type FilePiece = z.output<typeof fileSchema>;

/** Databases that are backed up. */
export const DATABASE_KINDS = ["sqlite", "postgresql"] as const;

/**
 * What a backup is, in the open: it names no file, no model and no person, so that listing, checking
 * and pruning need no key. It is written last: a backup without it does not exist.
 */
export const manifestSchema = z.strictObject({
  format: z.literal(BACKUP_FORMAT),
  environment: z.string().min(1),
  /** RFC 3339 UTC. */
  started_at: z.iso.datetime(),
  finished_at: z.iso.datetime(),
  /** What was finished before this moment is in the backup; what came later may be in it. */
  consistent_at: z.iso.datetime(),
  /** The public key that every object is encrypted to (https://age-encryption.org/v1, `age1…`). */
  recipient: z.string().regex(/^age1[a-z0-9]+$/),
  database: z.strictObject({ kind: z.enum(DATABASE_KINDS), version: z.string().min(1) }),
  /** Program → version, of those that made it. */
  tools: z.record(z.string(), z.string()),
  /** The object with the {@link Index}. */
  index: objectSchema,
  /** Every other object that the backup needs, each once. */
  objects: z.array(objectSchema),
  /** Of artifacts and records. */
  files: size,
  /** Before encryption, the database included. */
  plain_bytes: size,
  /** Bytes of the objects that this backup added; the others were there from earlier ones. */
  added_bytes: size,
});

export type BackupManifest = z.output<typeof manifestSchema>;

/** What lies where; encrypted, since paths name models and runs. */
export const indexSchema = z.strictObject({
  format: z.literal(BACKUP_FORMAT),
  database: pieceSchema,
  /** MLflow's users and their permissions, where they have a database of their own. */
  auth: pieceSchema.optional(),
  /** What the URIs of the artifacts begin with, where they lay in S3. Backups from before it have none. */
  artifact_root: z.string().startsWith("s3://").optional(),
  artifacts: z.array(fileSchema),
  /** Promotion records. */
  records: z.array(fileSchema),
});

export type Index = z.output<typeof indexSchema>;

/**
 * The name of the object that holds some bytes, so that what is in the store already is not stored
 * again. With the recipient in it: after a change of keys nothing encrypted to the old one is reused.
 */
export function objectName(recipient: string, plainSha256: string): string {
  return sha256(`${BACKUP_FORMAT}\n${recipient}\n${plainSha256}`);
}

/** Where an object lies in a store. Folders of 256, so that none gets too long to list. */
export function objectKey(name: string): string {
  return `objects/${name.slice(0, 2)}/${name}.age`;
}

/** The folder of the manifests in a store. */
export const MANIFESTS = "manifests";

/**
 * A manifest as text, and its id: the moment that it stands for, and the digest of its own bytes. The
 * digest makes a manifest that was cut or changed visible before anything in it is believed.
 */
export function sealManifest(manifest: BackupManifest): { id: string; text: string } {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  const moment = manifest.consistent_at.replace(/[-:]/g, "");
  return { id: `${moment}-${sha256(text).slice(0, 16)}`, text };
}

/** Where the manifest of an id lies in a store. */
export function manifestKey(id: string): string {
  return `${MANIFESTS}/${id}.json`;
}

/** The id in a manifest's key; undefined for a key that is none. */
export function idOf(key: string): string | undefined {
  return /^manifests\/(\d{8}T[\d.]+Z-[0-9a-f]{16})\.json$/.exec(key)?.[1];
}

/** Reads a manifest back. @throws InputError when its bytes are not those that its id was made of */
export function openManifest(id: string, text: string): BackupManifest {
  const expected = id.slice(-16);
  const found = sha256(text).slice(0, 16);
  if (found !== expected) {
    throw new InputError(
      `${manifestKey(id)}: found bytes with a SHA-256 of ${found}…; expected ${expected}…: the file was cut or changed`,
    );
  }
  const parsed = manifestSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new InputError(
    `${manifestKey(id)}: ${z.prettifyError(parsed.error)}; expected a manifest of ${BACKUP_FORMAT}`,
  );
}
