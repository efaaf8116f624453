import * as z from "zod";
import { sha256 } from "../../lib/digest";
import { messageOf } from "../../lib/errors";
import type { ModelVersion } from "../jobs/tracking/client";

/** What lies where a deleted artifact was. */
export const TOMBSTONE = "tombstone.json";

/** Tag of the version and of its run: SHA-256 of the tombstone's text. */
export const TOMBSTONE_TAG = "towpath.tombstone";

const text = z.string().min(1);

const schema = z.strictObject({
  tombstone: z.literal(1),
  /** The registered model and MLflow's number of the version. */
  model: text,
  version: z.number().int().positive(),
  /** Towpath's name of the version; null for one that Towpath did not register. */
  model_version: text.nullable(),
  run_id: text,
  artifact_uri: text,
  /** SHA-256 of the manifest; null where nobody pinned it. */
  artifact_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** What was there, by its path below the artifact, with its size in bytes. */
  files: z.array(z.strictObject({ path: text, bytes: z.number().int().min(0) })),
  deleted_by: text,
  /** By which roles of stacks/access.yaml. */
  roles: z.array(text).min(1),
  approved_by: text,
  reason: text,
  /** RFC 3339 UTC. */
  deleted_at: z.iso.datetime(),
  /** The checkout whose access matrix was asked; null outside Git. */
  commit: text.nullable(),
});

/** Who let go of a version on purpose, and of what. */
export type Tombstone = z.output<typeof schema>;

/** Its text, and what the tags say of it. */
export function engrave(stone: Tombstone): { text: string; digest: string } {
  const engraved = `${JSON.stringify(schema.parse(stone), null, 2)}\n`;
  return { text: engraved, digest: sha256(engraved) };
}

/** What a tombstone is held against. */
export interface Witnesses {
  readonly version: Pick<ModelVersion, "name" | "version" | "runId" | "source" | "tags">;
  /** A promotion record that names the version, its run or its artifact; undefined for none. */
  readonly promotedBy: string | undefined;
  /**
   * The moment of a restored database: what was deleted after it has no tags there yet.
   * @default the database is the live one
   */
  readonly databaseAt?: Date;
  /**
   * Why somebody had no right to delete it then, if so.
   * @default nobody is asked: where the access matrix is not at hand
   */
  readonly noRight?: (stone: Tombstone) => string | undefined;
}

/** @returns the tombstone, or why it is worth nothing */
export function readTombstone(
  bytes: Uint8Array,
  witnesses: Witnesses,
): { readonly stone: Tombstone } | { readonly refused: string } {
  let stone: Tombstone;
  try {
    stone = schema.parse(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch (error) {
    return { refused: `it is none: ${messageOf(error).split("\n").join(" ")}` };
  }
  const refused = problemOf(stone, sha256(bytes), witnesses);
  return refused === undefined ? { stone } : { refused };
}

function problemOf(stone: Tombstone, digest: string, witnesses: Witnesses): string | undefined {
  const { version, promotedBy, databaseAt, noRight } = witnesses;
  const { name, version: number, runId, source, tags } = version;
  const named = `${stone.model} version ${stone.version} of run ${stone.run_id}`;
  if (stone.model !== name || stone.version !== number || stone.run_id !== runId) {
    return `it is of ${named}; expected ${name} version ${number} of run ${runId}`;
  }
  if (stone.artifact_uri !== source) return `it is of ${stone.artifact_uri}; expected ${source}`;
  if (promotedBy !== undefined) return `${promotedBy} names what it says was deleted`;
  const tagged = tags[TOMBSTONE_TAG];
  if (tagged !== undefined && tagged !== digest) {
    return `its sha256 is ${digest}; the version's tag says ${tagged}`;
  }
  const later = databaseAt !== undefined && Date.parse(stone.deleted_at) >= databaseAt.getTime();
  if (tagged === undefined && !later) return "the database knows of no deletion";
  if (stone.deleted_by === stone.approved_by) {
    return `${stone.deleted_by} deleted and approved; expected two people`;
  }
  return noRight?.(stone);
}

/** One line about it, for people. */
export function epitaph(stone: Tombstone): string {
  return `deleted ${stone.deleted_at} by ${stone.deleted_by}, approved by ${stone.approved_by}: ${stone.reason}`;
}
