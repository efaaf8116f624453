import { findPostgresTool } from "../../apps/recovery/run-tool";

declare module "vitest" {
  interface ProvidedContext {
    /** Why nothing that needs PostgreSQL can run here; empty when it can. */
    noPostgres: string;
  }
}

/** The part of vitest's TestProject that is used; its types are ESM, and this file is not. */
interface Provider {
  provide(key: "noPostgres", value: string): void;
}

/** Before the accidents: is there a PostgreSQL to lose? */
export default function setup(project: Provider): void {
  const needed = ["initdb", "pg_ctl", "pg_dump", "pg_restore", "createdb", "psql"];
  const missing = needed.filter((name) => findPostgresTool(name, process.env) === undefined);
  const reason =
    missing.length === 0
      ? ""
      : `PostgreSQL's programs are not here: ${missing.join(", ")} (Debian: apt-get install postgresql; or TOWPATH_POSTGRESQL_BIN)`;
  if (reason !== "") console.warn(`The recovery tests are skipped: ${reason}`);
  project.provide("noPostgres", reason);
}
