import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { postgresDriver } from "../../apps/cli/drill/driver";
import { end, launch, placesOf, type ServerRecord } from "../../apps/cli/tracking/embedded";
import { ensureVenv } from "../../apps/cli/tracking/venv";
import { filesBelow } from "../../apps/recovery/files";
import { TrackingReader } from "../../apps/recovery/tracking-reader";
import { Cli, type Ran } from "../cli";
import { TeamPostgres } from "./server";

/** The ports that MLflow tries first, away from the drill's. */
const PORT = 5800;

/** A team's tracking: PostgreSQL, MLflow on it, artifacts in a folder; and the command line. */
export class Platform {
  readonly folder = mkdtempSync(join(tmpdir(), "towpath-team-"));
  readonly cli = new Cli();
  private server: ServerRecord | undefined;

  private constructor(
    readonly postgres: TeamPostgres,
    readonly python: string,
    readonly packages: string,
    readonly venv: string,
  ) {}

  static async start(): Promise<Platform> {
    const venv = resolve(".towpath", "venv");
    const logs = mkdtempSync(join(tmpdir(), "towpath-team-logs-"));
    const python = await ensureVenv({ venv, logs, env: process.env });
    rmSync(logs, { recursive: true, force: true });
    const packages = await postgresDriver(venv, python, process.env);
    const folder = mkdtempSync(join(tmpdir(), "towpath-team-pg-"));
    chmodSync(folder, 0o711);
    const platform = new Platform(await TeamPostgres.start(folder), python, packages, venv);
    // PostgreSQL runs as another user when root tests, also that of a drill.
    chmodSync(platform.cli.state, 0o711);
    await platform.startMlflow().catch(async (error: unknown) => {
      await platform.close();
      throw error;
    });
    return platform;
  }

  get artifacts(): string {
    return join(placesOf(this.folder).folder, "artifacts");
  }

  get backups(): string {
    return join(this.cli.state, "backups");
  }

  /** What a command needs to know about this platform. */
  get env(): Record<string, string> {
    return {
      TOWPATH_DATABASE_URL: this.postgres.url,
      PGPASSFILE: this.postgres.passwordFile,
      TOWPATH_ARTIFACTS: this.artifacts,
      MLFLOW_TRACKING_URI: this.uri,
    };
  }

  get uri(): string {
    return this.server?.uri ?? "http://127.0.0.1:9";
  }

  get client(): TrackingReader {
    return new TrackingReader({ uri: this.uri, env: {} });
  }

  async startMlflow(): Promise<void> {
    this.server = await launch(placesOf(this.folder), {
      python: this.python,
      wanted: PORT,
      fingerprint: "test",
      env: process.env,
      database: { uri: this.postgres.sqlalchemy, packages: this.packages },
    });
  }

  async stopMlflow(): Promise<void> {
    if (this.server !== undefined) await end(this.server);
  }

  run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
    return this.cli.run(args, { ...this.env, ...env });
  }

  json<T>(args: readonly string[], code = 0, env: Record<string, string> = {}): Promise<T> {
    return this.run([...args, "--json"], env).then((ran) => {
      if (ran.code === code) return JSON.parse(ran.stdout) as T;
      throw new Error(`${args.join(" ")}: exit ${String(ran.code)}\n${ran.stderr}${ran.stdout}`);
    });
  }

  /** A command that is still under way. */
  begin(args: readonly string[]): ChildProcess {
    const env = { ...process.env, TOWPATH_STATE: this.cli.state, ...this.env };
    return spawn(process.execPath, ["bin/towpath.js", ...args], { env, stdio: "ignore" });
  }

  /** One digest of everything that is in use or kept: the same before and after, or something was touched. */
  async fingerprint(): Promise<string> {
    const hash = createHash("sha256");
    for (const folder of [this.artifacts, this.backups, join(this.cli.state, "services")]) {
      for (const file of filesBelow(folder)) {
        hash.update(`${folder}/${file}\n`).update(readFileSync(join(folder, file)));
      }
    }
    if (existsSync(this.postgres.data)) hash.update(await this.postgres.contents());
    return hash.digest("hex");
  }

  async close(): Promise<void> {
    await this.stopMlflow();
    await this.postgres.stop();
    await this.cli.close();
    for (const folder of [this.folder, join(this.postgres.data, "..")]) {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  /** A new folder beside the state, that every user may pass through. */
  scratch(name: string): string {
    const folder = join(this.cli.state, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }
}
