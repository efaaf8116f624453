import { RefusedError } from "../../lib/errors";
import type { Backup } from "./catalog";
import { postgresTool, runTool } from "./run-tool";

/**
 * Can the programs of this machine restore a backup's dump? Output of pg_dump "can be expected to load
 * into PostgreSQL server versions newer than pg_dump's version"; it is "not guaranteed" for an older
 * major one (https://www.postgresql.org/docs/current/app-pgdump.html, Notes).
 * @throws RefusedError with the versions, before anything is restored
 */
export async function checkPostgres(
  { id, manifest }: Backup,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { kind, version: server } = manifest.database;
  if (kind !== "postgresql") return;
  const tool = manifest.tools.pg_dump ?? server;
  const wanted = Math.max(majorOf(server), majorOf(tool));
  const printed = await runTool(postgresTool("pg_restore", env), ["--version"]);
  const here = /\d+(\.\d+)*/.exec(printed)?.[0] ?? "unknown";
  // A version that nobody can read is left to pg_restore's own words.
  if (majorOf(here) === 0 || majorOf(here) >= wanted) return;
  throw new RefusedError(
    `backup ${id} is a dump of PostgreSQL ${server} by pg_dump ${tool}; the programs here are of PostgreSQL ${here}, expected ${wanted} or newer`,
    {
      hint: `Install PostgreSQL ${wanted} (Debian: postgresql-${wanted}), or name the folder of its programs in TOWPATH_POSTGRESQL_BIN.`,
    },
  );
}

function majorOf(version: string): number {
  return Number(/^\d+/.exec(version)?.[0] ?? 0);
}
