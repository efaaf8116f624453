import type { DATABASE_KINDS } from "./format";

/** A database that is backed up. */
export interface DatabaseSource {
  readonly kind: (typeof DATABASE_KINDS)[number];
  /**
   * Writes a snapshot of one moment into a new file, while others go on writing.
   * @returns the version of what keeps the data, and of the tools that read it
   * @throws RefusedError with the tool's own words
   */
  dump(file: string): Promise<{ version: string; tools: Readonly<Record<string, string>> }>;
}
