import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgresTool } from "../../apps/recovery/run-tool";
import { outcomeTable } from "./outcomes";
import { findVersityGw } from "./versitygw";

declare module "vitest" {
  interface ProvidedContext {
    /** Why nothing that needs PostgreSQL can run here; empty when it can. */
    noPostgres: string;
    /** The program of an S3-compatible store; empty where it cannot be built. */
    versityGw: string;
    /** The file that {@link noteOutcome} writes to. */
    outcomes: string;
  }
}

/** The part of vitest's TestProject that is used; its types are ESM, and this file is not. */
interface Provider {
  provide(key: "noPostgres" | "versityGw" | "outcomes", value: string): void;
}

/** Before the accidents: is there a PostgreSQL to lose, and a store to lose artifacts in? */
export default async function setup(project: Provider): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "towpath-outcomes-"));
  const outcomes = join(folder, "outcomes");
  project.provide("outcomes", outcomes);
  const needed = ["initdb", "pg_ctl", "pg_dump", "pg_restore", "createdb", "psql"];
  const missing = needed.filter((name) => findPostgresTool(name, process.env) === undefined);
  const reason =
    missing.length === 0
      ? ""
      : `PostgreSQL's programs are not here: ${missing.join(", ")} (Debian: apt-get install postgresql; or TOWPATH_POSTGRESQL_BIN)`;
  if (reason !== "") console.warn(`The recovery tests are skipped: ${reason}`);
  project.provide("noPostgres", reason);
  const store = await findVersityGw(process.env);
  if ("reason" in store) console.warn(`Recovery tests with S3 are skipped: ${store.reason}`);
  project.provide("versityGw", "path" in store ? store.path : "");
  return () => {
    const found = outcomeTable(outcomes);
    if (found !== undefined) console.log(found);
    rmSync(folder, { recursive: true });
  };
}
