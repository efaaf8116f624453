import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { end, launch, placesOf } from "../../apps/cli/tracking/embedded";
import type { DrillReport } from "../../apps/recovery/drill/report";
import { restorePrivately, socketFolder } from "../../apps/recovery/private-postgres";
import { postgresTool, runTool } from "../../apps/recovery/run-tool";
import type { ObjectStore } from "../../lib/object-store/client";
import type { Platform } from "./platform";

/** The environment that the pods are of, and where its artifacts lie. */
export const ENVIRONMENT = "prod";
export const ARTIFACT_ROOT = "s3://artifacts/mlflow";

/** The ports that a drill's MLflow tries first. */
const PORT = 5900;

/** What a container printed, a line each, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly lines: readonly Record<string, unknown>[];
  readonly text: string;
}

/** What a drill's pod came to. */
export interface DrillEnded extends Ended {
  readonly report: DrillReport;
}

/**
 * The two pods of recovery without a cluster: the real program, one process a container, in the order
 * of the pods and with what they hand each other in a folder. What PostgreSQL's and MLflow's images do
 * there is done here by the same programs.
 */
export class Pods {
  readonly records: string;
  private readonly folder = mkdtempSync(join(tmpdir(), "towpath-pods-"));
  private made = 0;

  /** @param settings what all containers are told, credentials included */
  constructor(
    private readonly platform: Platform,
    private readonly objects: ObjectStore,
    private readonly settings: Readonly<Record<string, string>>,
  ) {
    // PostgreSQL runs as another user when root tests.
    chmodSync(this.folder, 0o711);
    this.records = join(this.folder, "records");
    mkdirSync(this.records);
  }

  /** The init container `dump`. @returns the pod's folder */
  async dump(): Promise<string> {
    const work = this.work();
    const { postgres } = this.platform;
    // As `date -u +%Y-%m-%dT%H:%M:%SZ` prints it.
    const moment = new Date().toISOString().replace(/\.\d+Z$/, "Z");
    writeFileSync(join(work, "consistent-at"), `${moment}\n`);
    for (const [database, name] of [
      ["mlflow", "tracking"],
      ["mlflow_auth", "auth"],
    ] as const) {
      const file = join(work, `${name}.dump`);
      await postgres.client("pg_dump", ["--format=custom", "-d", database, "-f", file]);
    }
    return work;
  }

  /** The whole pod of a backup. */
  async backUp(env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    return this.container("backup", await this.dump(), env);
  }

  /** The whole pod of a drill. */
  async drill(env: Readonly<Record<string, string>> = {}): Promise<DrillEnded> {
    const work = this.work();
    const restored = await this.container("restore", work, env);
    if (restored.code !== 0) throw new Error(`restore: ${restored.text}`);
    if (existsSync(join(work, "failed"))) return this.prove(work, env);
    const socket = socketFolder();
    const dumps = join(work, "restored");
    const place = { data: join(work, "pg"), socket };
    const postgres = await restorePrivately(place, join(dumps, "tracking.dump"), process.env, {
      mlflow_auth: join(dumps, "auth.dump"),
    });
    try {
      const client = (name: string, args: readonly string[]) =>
        runTool(postgresTool(name, process.env), [...args], {
          env: { PATH: process.env.PATH, PGHOST: socket, PGUSER: "towpath" },
        });
      const server = await launch(placesOf(join(work, "server")), {
        python: this.platform.python,
        wanted: PORT,
        fingerprint: "pod",
        env: process.env,
        database: { uri: postgres.uri, packages: this.platform.packages },
      });
      try {
        const users = await client("psql", ["-d", "mlflow_auth", "-Atc", "SELECT name FROM users"]);
        if (users.trim() !== "admin") throw new Error(`restored users: ${users}`);
        return await this.prove(work, { ...env, MLFLOW_TRACKING_URI: server.uri });
      } finally {
        await end(server);
      }
    } finally {
      await postgres.stop();
    }
  }

  /** A container of the bundled program. */
  container(
    command: string,
    work: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ended> {
    const child = spawn(process.execPath, [resolve("dist/recovery.js"), command], {
      cwd: work,
      env: {
        PATH: process.env.PATH,
        ENVIRONMENT,
        ARTIFACT_ROOT,
        WORK: work,
        RECORDS: this.records,
        INFERENCE: resolve("dist/inference.js"),
        MLFLOW_TRACKING_URI: "http://127.0.0.1:9",
        RUN_BY: "drill-job",
        ...this.settings,
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (text += chunk.toString()));
    return new Promise((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => {
        const lines = text
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line) as Record<string, unknown>);
        done({ code, lines, text });
      });
    });
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async prove(work: string, env: Readonly<Record<string, string>>): Promise<DrillEnded> {
    const ended = await this.container("prove", work, env);
    const { drill } = ended.lines.find((line) => "drill" in line) ?? {};
    const page = (drill as { report?: string | null } | undefined)?.report ?? "";
    if (page === "") throw new Error(`prove wrote no report: ${ended.text}`);
    const json = await this.objects.get(page.replace(/\.md$/, ".json"));
    return { ...ended, report: JSON.parse(Buffer.from(json).toString("utf8")) as DrillReport };
  }

  private work(): string {
    const work = join(this.folder, String(++this.made));
    mkdirSync(work, { mode: 0o711 });
    return work;
  }
}
