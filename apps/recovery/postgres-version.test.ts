import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Backup } from "./catalog";
import { checkPostgres } from "./postgres-version";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "towpath-pg-version-"));
  const file = join(folder, "pg_restore");
  writeFileSync(file, "#!/bin/sh\necho 'pg_restore (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)'\n");
  chmodSync(file, 0o755);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function backup(version: string, tools: Record<string, string>, kind = "postgresql"): Backup {
  return { id: "one", manifest: { database: { kind, version }, tools } } as unknown as Backup;
}
const check = (...of: Parameters<typeof backup>) =>
  checkPostgres(backup(...of), { PATH: process.env.PATH, TOWPATH_POSTGRESQL_BIN: folder });

describe("a dump on a machine with PostgreSQL 15", () => {
  it.each<[string, Record<string, string>, string?]>([
    ["14.2", { pg_dump: "15.4" }],
    ["15.99", {}],
    ["unknown", { pg_dump: "unknown" }],
    ["3.40.1", {}, "sqlite"],
  ])("of %s with %j is restored", async (...of) => {
    await expect(check(...of)).resolves.toBeUndefined();
  });

  it.each<[string, Record<string, string>, number]>([
    ["17.4", { pg_dump: "17.4" }, 17],
    // An old server, dumped by newer programs: the archive is theirs.
    ["15.3", { pg_dump: "16.1" }, 16],
    ["16.1", {}, 16],
  ])("of %s with %j is refused, versions named", async (version, tools, wanted) => {
    const error = (await check(version, tools).catch((thrown: unknown) => thrown)) as Error & {
      hint?: string;
    };
    expect(error.message).toContain(`dump of PostgreSQL ${version}`);
    expect(error.message).toContain(`here are of PostgreSQL 15.18, expected ${wanted} or newer`);
    expect(error.hint).toContain("TOWPATH_POSTGRESQL_BIN");
  });
});
