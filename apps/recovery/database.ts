import type { DATABASE_KINDS } from "./format";

/** A database that is backed up. */
export interface DatabaseSource {
  readonly kind: (typeof DATABASE_KINDS)[number];
  /**
   * Writes a snapshot of one moment into a new file, while others go on writing.
   * @throws RefusedError with the tool's own words
   */
  dump(file: string): Promise<Dumped>;
}

/** A snapshot of a database. */
export interface Dumped {
  /** Of what keeps the data. */
  readonly version: string;
  /** Program → version, of those that read it. */
  readonly tools: Readonly<Record<string, string>>;
  /** Where it lies, when somebody made it before. @default the file that was asked for */
  readonly file?: string;
  /** A moment before it was begun. @default just before it was asked for */
  readonly consistentAt?: Date;
}
