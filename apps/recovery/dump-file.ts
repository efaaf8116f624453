import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { InputError, messageOf } from "../../lib/errors";
import type { DatabaseSource } from "./database";

/** Bytes of a dump that its head surely fits in. */
const HEAD_BYTES = 64 * 1024;

/**
 * A dump of pg_dump's custom format that somebody made just before, as something to back up: in a pod
 * an init container with PostgreSQL's own programs does, and this process needs none of them.
 * @param momentFile a file with the time before the first dump was begun, RFC 3339
 */
export function dumpFile(file: string, momentFile: string): DatabaseSource {
  return {
    kind: "postgresql",
    // Not async: what is thrown is a rejection all the same.
    dump: () =>
      Promise.resolve().then(() => {
        const { server, tool } = readDumpHead(file);
        return {
          version: server,
          tools: { pg_dump: tool },
          file,
          consistentAt: momentIn(momentFile),
        };
      }),
  };
}

function momentIn(file: string): Date {
  const text = contentOf(() => readFileSync(file, "utf8"), file).trim();
  const at = new Date(text);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(at.getTime())) {
    return at;
  }
  throw new InputError(`${file}: found "${text.slice(0, 40)}"; expected a time of RFC 3339`);
}

/**
 * The versions in the head of a dump, which is what `pg_restore --list` prints: ReadHead of
 * src/bin/pg_dump/pg_backup_archiver.c (1.10 is PostgreSQL 8.0's format, 1.15 and later 16's).
 * @throws InputError for a file that is no such dump
 */
export function readDumpHead(file: string): { server: string; tool: string } {
  const bytes = Buffer.alloc(HEAD_BYTES);
  const length = contentOf(() => {
    const handle = openSync(file, "r");
    try {
      return readSync(handle, bytes, 0, HEAD_BYTES, 0);
    } finally {
      closeSync(handle);
    }
  }, file);
  try {
    return new Head(bytes.subarray(0, length)).versions();
  } catch (error) {
    throw new InputError(
      `${file}: found ${messageOf(error)}; expected a dump of pg_dump --format=custom`,
    );
  }
}

function contentOf<T>(read: () => T, file: string): T {
  try {
    return read();
  } catch (error) {
    throw new InputError(`${file}: cannot be read: ${messageOf(error)}`, {
      hint: "The container before this one writes it: see its log.",
    });
  }
}

/** The archive format that names no level of compression but a way. */
const NAMES_COMPRESSION = 15;
/** `archCustom`. */
const CUSTOM = 1;

class Head {
  private at = 0;
  private intBytes = 4;

  constructor(private readonly bytes: Buffer) {}

  versions(): { server: string; tool: string } {
    if (this.take(5).toString("latin1") !== "PGDMP") throw new Error("another kind of file");
    const [major, minor] = [this.byte(), this.byte()];
    if (major !== 1 || minor < 10) throw new Error(`format ${major}.${minor}`);
    // The revision.
    this.byte();
    this.intBytes = this.byte();
    // The bytes of an offset.
    this.byte();
    if (this.byte() !== CUSTOM) throw new Error("another format");
    if (minor >= NAMES_COMPRESSION) this.byte();
    else this.int();
    // Seconds, minutes, hours, day, month, year, and whether it was summer.
    for (let field = 0; field < 7; field++) this.int();
    // The name of the database.
    this.text();
    return { server: versionIn(this.text()), tool: versionIn(this.text()) };
  }

  private byte(): number {
    return this.take(1)[0] ?? 0;
  }

  /** A byte for the sign, then the lowest byte first. */
  private int(): number {
    const negative = this.byte() !== 0;
    const value = this.take(this.intBytes).readUIntLE(0, this.intBytes);
    return negative ? -value : value;
  }

  /** Its length first; -1 is none. */
  private text(): string {
    const length = this.int();
    return length < 0 ? "" : this.take(length).toString("utf8");
  }

  private take(count: number): Buffer {
    const taken = this.bytes.subarray(this.at, this.at + count);
    if (taken.length < count) throw new Error("a file that was cut");
    this.at += count;
    return taken;
  }
}

/** `15.18 (Debian 15.18-0+deb12u1)` is 15.18. */
function versionIn(text: string): string {
  return /^[\d.]+/.exec(text)?.[0] ?? "unknown";
}
