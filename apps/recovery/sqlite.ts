import { RefusedError } from "../../lib/errors";
import type { DatabaseSource } from "./database";
import { runTool } from "./run-tool";

/**
 * SQLite's online backup (https://www.sqlite.org/backup.html): one moment of the database, while the
 * server goes on writing. By Python's module, which is there wherever MLflow is: Node.js has one
 * from version 22 on.
 */
const BACKUP = `
import sqlite3, sys
source = sqlite3.connect("file:" + sys.argv[1].replace("%", "%25").replace("?", "%3f").replace("#", "%23") + "?mode=ro", uri=True, timeout=60)
target = sqlite3.connect(sys.argv[2])
with target:
    source.backup(target)
target.close()
print(sqlite3.sqlite_version)
`;

const CHECK = `
import sqlite3, sys
database = sqlite3.connect(sys.argv[1])
print("\\n".join(row[0] for row in database.execute("PRAGMA integrity_check(5)")))
`;

/** MLflow's SQLite file as something to back up. @param python the one that MLflow runs with */
export function sqliteSource(file: string, python: string): DatabaseSource {
  return {
    kind: "sqlite",
    dump: async (target) => {
      const version = (await runTool(python, ["-I", "-c", BACKUP, file, target])).trim();
      return { version, tools: { sqlite: version } };
    },
  };
}

/** Asks SQLite whether a file is a whole database. @throws RefusedError with what it found */
export async function checkSqlite(file: string, python: string): Promise<void> {
  const found = (await runTool(python, ["-I", "-c", CHECK, file])).trim();
  if (found === "ok") return;
  throw new RefusedError(`${file}: SQLite's integrity check found: ${found}; expected ok`);
}
