import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, parse } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RefusedError } from "../../lib/errors";
import { postgresTool, runTool } from "./run-tool";

/** The one user and the one database of a private server. */
const USER = "towpath";
export const DATABASE = "mlflow";
const PORT = "5432";

/** Seconds that a start or a stop may take. */
const PATIENCE_S = "60";

/** A PostgreSQL server of its own, on a socket in a folder and on no network. */
export interface PrivatePostgres {
  /** SQLAlchemy's address of the database: https://docs.sqlalchemy.org/en/20/dialects/postgresql.html */
  readonly uri: string;
  /** The folder of its socket; to be removed when the server is gone. */
  readonly socket: string;
  stop(): Promise<void>;
}

/** Where a private server keeps what it has, and where its socket is. */
export interface PrivatePlaces {
  /** Its data; must not exist yet. */
  readonly data: string;
  readonly socket: string;
}

/** A new folder for a socket: short, since the name of a socket has at most 107 bytes. */
export function socketFolder(): string {
  return mkdtempSync(join(tmpdir(), "towpath-pg-"));
}

/**
 * Makes a server, starts it, and restores dumps into it.
 * @param dump of the database {@link DATABASE}
 * @param others name → dump, of databases beside it; default none
 * @throws RefusedError without PostgreSQL's programs, or with their last words
 */
export async function restorePrivately(
  { data, socket }: PrivatePlaces,
  dump: string,
  env: NodeJS.ProcessEnv,
  others: Readonly<Record<string, string>> = {},
): Promise<PrivatePostgres> {
  const user = serverUser();
  const clientEnv = { PATH: env.PATH, LC_ALL: "C", PGHOST: socket, PGPORT: PORT, PGUSER: USER };
  mkdirSync(data, { recursive: true, mode: 0o700 });
  if (user !== undefined) {
    checkReach(data);
    for (const folder of [data, socket]) chownSync(folder, user.uid, user.gid);
  }
  chmodSync(socket, 0o700);
  const asServer = { env: { PATH: env.PATH, LC_ALL: "C" }, cwd: data, user };
  // Nobody but the owner of the socket's folder gets to it: no password is made for a minute's server.
  const how = ["--auth=trust", `--username=${USER}`, "--encoding=UTF8", "--no-sync"];
  await runTool(postgresTool("initdb", env), ["-D", data, ...how], asServer);
  // A copy that is thrown away: after a power cut it is made again.
  const fast = ["fsync=off", "full_page_writes=off", "synchronous_commit=off"];
  const settings = [...fast, "listen_addresses=", `unix_socket_directories=${socket}`]
    .map((setting) => `-c ${setting}`)
    .join(" ");
  const log = join(data, "server.log");
  const control = postgresTool("pg_ctl", env);
  const start = ["-D", data, "-l", log, "-o", settings, "-w", "-t", PATIENCE_S, "start"];
  await runTool(control, start, asServer);
  try {
    for (const [database, file] of Object.entries({ [DATABASE]: dump, ...others })) {
      await runTool(postgresTool("createdb", env), [database], { env: clientEnv });
      const restore = ["--exit-on-error", "--no-owner", "--no-privileges", "-d", database, file];
      await runTool(postgresTool("pg_restore", env), restore, { env: clientEnv });
    }
  } catch (error) {
    await stopPrivate({ data, socket }, env);
    throw error;
  }
  return {
    // By name: from version 2.1 on SQLAlchemy takes another driver for the plain scheme.
    uri: `postgresql+psycopg2://${USER}@/${DATABASE}?host=${encodeURIComponent(socket)}&port=${PORT}`,
    socket,
    stop: () => stopPrivate({ data, socket }, env),
  };
}

/** Ends a private server, if it runs, and removes its socket. Safe to call again. */
export async function stopPrivate(
  { data, socket }: PrivatePlaces,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  if (existsSync(join(data, "postmaster.pid"))) {
    const stop = ["-D", data, "-m", "immediate", "-w", "-t", PATIENCE_S, "stop"];
    const asServer = { env: { PATH: env.PATH, LC_ALL: "C" }, cwd: data, user: serverUser() };
    // A server that was killed leaves its pid file: pg_ctl says that there is no process.
    await runTool(postgresTool("pg_ctl", env), stop, asServer).catch(() => undefined);
    while (existsSync(join(socket, `.s.PGSQL.${PORT}`)) && isServed(data)) await sleep(20);
  }
  rmSync(socket, { recursive: true, force: true });
}

function isServed(data: string): boolean {
  try {
    const [pid] = readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(pid), 0);
    return true;
  } catch {
    return false;
  }
}

/** PostgreSQL refuses to run as root: root runs it as the package's user, everybody else as themselves. */
export function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    const line = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, "m");
    const [, uid, gid] = line.exec(readFileSync("/etc/passwd", "utf8")) ?? [];
    if (uid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new RefusedError("PostgreSQL does not run as root; found no user postgres or nobody", {
    hint: "Run the drill as another user.",
  });
}

/** Another user must get through every folder above its data. */
function checkReach(data: string): void {
  for (let folder = dirname(data); folder !== parse(folder).root; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) !== 0) continue;
    throw new RefusedError(
      `${folder}: closed to other users; PostgreSQL, which root runs as another user, must get through`,
      { hint: "Choose another folder for the restore: npx towpath drill restore --into <folder>" },
    );
  }
}
