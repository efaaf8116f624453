import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import * as z from "zod";
import { InputError } from "../../../lib/errors";
import { stopPrivate } from "../../recovery/private-postgres";
import { readResult, writeJson } from "../../jobs/results";
import { beginningOf } from "../processes";
import { end, placesOf, readRecord } from "../tracking/embedded";

/** Prefix of the folders of drills; the next drill removes what has it. */
const PREFIX = "drill-";
/** Prefix of the folders that were to be kept. */
const KEPT = "restored-";

const journalSchema = z.object({
  /** The folder of a private PostgreSQL's socket. */
  socket: z.string().optional(),
  /** Processes that the drill started and nobody else will end. */
  processes: z.array(z.object({ pid: z.number().int(), began: z.string() })).default([]),
});

/**
 * The isolated place of one drill: a new folder, and a journal in it of what must be ended when the
 * drill is over, or was killed.
 */
export class DrillPlace {
  private constructor(readonly folder: string) {}

  /** A new place in a folder. Other users may pass through it, since PostgreSQL is one, and not look. */
  static make(parent: string): DrillPlace {
    mkdirSync(parent, { recursive: true, mode: 0o711 });
    const folder = mkdtempSync(join(parent, PREFIX));
    chmodSync(folder, 0o711);
    return new DrillPlace(folder);
  }

  /** What drills that were killed left in a folder; ended and removed. @returns how many */
  static async sweep(parent: string, env: NodeJS.ProcessEnv): Promise<number> {
    if (!existsSync(parent)) return 0;
    const left = readdirSync(parent).filter((name) => name.startsWith(PREFIX));
    for (const name of left) await new DrillPlace(join(parent, name)).clear(env);
    return left.length;
  }

  /** Where the pieces of a backup go. MLflow's server is started in `mlflow`. */
  get pieces() {
    const mlflow = placesOf(this.folder).folder;
    return {
      folder: this.folder,
      database: join(mlflow, "mlflow.db"),
      auth: join(this.folder, "mlflow_auth.dump"),
      artifacts: join(mlflow, "artifacts"),
      records: join(this.folder, "services"),
    };
  }

  /** The data of a private PostgreSQL. */
  get postgres(): string {
    return join(this.folder, "postgresql");
  }

  /** Written down before it is used: a drill may be killed at any moment. */
  remember(what: { socket?: string; pid?: number }): void {
    const known = this.journal();
    const began = what.pid === undefined ? undefined : beginningOf(what.pid);
    writeJson(this.journalFile, {
      ...known,
      ...(what.socket === undefined ? {} : { socket: what.socket }),
      processes: [
        ...known.processes,
        ...(what.pid === undefined || began === undefined ? [] : [{ pid: what.pid, began }]),
      ],
    });
  }

  /** Ends what runs here, the servers before their database. */
  async stop(env: NodeJS.ProcessEnv): Promise<void> {
    const { socket, processes } = this.journal();
    for (const { pid, began } of processes) {
      if (beginningOf(pid) === began) process.kill(pid, "SIGKILL");
    }
    const server = readRecord(placesOf(this.folder));
    if (server !== undefined) await end(server);
    if (socket !== undefined) await stopPrivate({ data: this.postgres, socket }, env);
  }

  /** Where this place is once it was {@link keep kept}. */
  get keptAs(): string {
    return join(dirname(this.folder), KEPT + basename(this.folder).slice(PREFIX.length));
  }

  /** Ends what runs here, and moves it out of the way of the next drill. */
  async keep(env: NodeJS.ProcessEnv): Promise<void> {
    await this.stop(env);
    renameSync(this.folder, this.keptAs);
  }

  /** Ends what runs here and removes it all. */
  async clear(env: NodeJS.ProcessEnv): Promise<void> {
    await this.stop(env);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get journalFile(): string {
    return join(this.folder, "journal.json");
  }

  private journal(): z.output<typeof journalSchema> {
    return readResult(this.journalFile, journalSchema) ?? { processes: [] };
  }
}

/**
 * A drill never restores over what is in use.
 * @param live folders of live data, and of the backups
 * @throws InputError for a folder that is one of them or lies in one
 */
export function checkIsolated(parent: string, live: readonly string[]): void {
  const place = real(parent);
  for (const folder of live.map(real)) {
    if (relative(folder, place).startsWith("..")) continue;
    throw new InputError(
      `--into ${parent}: lies in ${folder}, which is in use; expected another folder`,
      {
        hint: "A drill restores into an isolated place, never over live data.",
      },
    );
  }
}

/** The real path of a folder that may not exist yet. */
function real(path: string): string {
  const whole = resolve(path);
  if (existsSync(whole)) return realpathSync(whole);
  return join(real(resolve(whole, "..")), relative(resolve(whole, ".."), whole));
}
