import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { serverUser } from "../../apps/recovery/private-postgres";
import { postgresTool, runTool } from "../../apps/recovery/run-tool";
import { freePorts } from "../cluster/free-ports";

/** A PostgreSQL server as a team has one: on a port of 127.0.0.1, with a password. */
export class TeamPostgres {
  private readonly user = serverUser();
  private readonly env = { PATH: process.env.PATH, LC_ALL: "C" };

  private constructor(
    readonly data: string,
    readonly port: number,
    readonly passwordFile: string,
    private readonly password: string,
    private readonly admin: string,
  ) {}

  /** @param login its first user, who may do everything. @default `mlflow` with a password of its own */
  static async start(
    folder: string,
    login = { user: "mlflow", password: randomBytes(16).toString("hex") },
  ): Promise<TeamPostgres> {
    const { user, password } = login;
    const [port] = await freePorts(1);
    const passwordFile = join(folder, "pgpass");
    writeFileSync(passwordFile, `127.0.0.1:${port}:*:${user}:${password}\n`, { mode: 0o600 });
    const place = join(folder, "postgresql");
    const server = new TeamPostgres(place, port, passwordFile, password, user);
    await server.make();
    return server;
  }

  /** For clients of libpq: without the password, which is in {@link passwordFile}. */
  get url(): string {
    return `postgresql://mlflow@127.0.0.1:${this.port}/mlflow`;
  }

  /** For MLflow, as a Secret would hand it to the pod. */
  get sqlalchemy(): string {
    return `postgresql+psycopg2://mlflow:${this.password}@127.0.0.1:${this.port}/mlflow`;
  }

  /** An empty cluster with the database `mlflow`, running. */
  async make(): Promise<void> {
    const first = join(this.data, "..", "first-password");
    writeFileSync(first, this.password);
    mkdirSync(this.data, { mode: 0o700 });
    if (this.user !== undefined) {
      for (const path of [this.data, first]) chownSync(path, this.user.uid, this.user.gid);
    }
    const how = [
      `--username=${this.admin}`,
      "--auth=scram-sha-256",
      `--pwfile=${first}`,
      "--no-sync",
    ];
    await this.run("initdb", ["-D", this.data, "--encoding=UTF8", ...how]);
    rmSync(first);
    await this.start();
    await this.client("createdb", ["mlflow"]);
  }

  async start(): Promise<void> {
    const settings = `-c listen_addresses=127.0.0.1 -c port=${this.port} -c unix_socket_directories= -c fsync=off`;
    const log = join(this.data, "server.log");
    await this.run("pg_ctl", ["-D", this.data, "-l", log, "-o", settings, "-w", "start"]);
  }

  async stop(): Promise<void> {
    await this.run("pg_ctl", ["-D", this.data, "-m", "immediate", "-w", "stop"]).catch(
      () => undefined,
    );
  }

  /** The accident: the server and everything below its data is gone. */
  async lose(): Promise<void> {
    await this.stop();
    rmSync(this.data, { recursive: true });
  }

  async sql(statement: string): Promise<string> {
    return this.client("psql", ["-d", "mlflow", "-v", "ON_ERROR_STOP=1", "-Atc", statement]);
  }

  /** One line a row of everything that it holds: equal before and after, if nobody wrote. */
  async contents(): Promise<string> {
    const text = await this.client("pg_dump", ["-d", "mlflow", "--data-only", "--inserts"]);
    // Newer versions bracket a dump with a random word.
    return text.replace(/^\\(un)?restrict .*$/gm, "");
  }

  /** A program of a client, with the password from its file. */
  client(name: string, args: readonly string[]): Promise<string> {
    const { port, passwordFile } = this;
    chmodSync(passwordFile, 0o600);
    const env = { PGHOST: "127.0.0.1", PGPORT: String(port), PGUSER: this.admin };
    return runTool(postgresTool(name, process.env), args, {
      env: { ...this.env, ...env, PGPASSFILE: passwordFile },
    });
  }

  private run(name: string, args: readonly string[]): Promise<string> {
    const { env, user, data } = this;
    return runTool(postgresTool(name, process.env), args, { env, user, cwd: join(data, "..") });
  }
}
