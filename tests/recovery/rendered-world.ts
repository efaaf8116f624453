import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { postgresDriver } from "../../apps/cli/drill/driver";
import { end, launch, placesOf, type ServerRecord } from "../../apps/cli/tracking/embedded";
import { ensureVenv } from "../../apps/cli/tracking/venv";
import { podImages } from "./pod-images";
import { type Entries, RenderedObjects } from "./rendered-objects";
import { type Node, type PodEnded, runPod } from "./rendered-pod";
import { TeamPostgres } from "./server";
import { VersityGw } from "./versitygw";

/** The environment whose pods are run: the one that needs no cloud. */
export const STACK = "local";
const NAMESPACE = "recovery";

/** The ports that MLflow tries first, away from other tests'. */
const PORT = 5950;

/**
 * The environment `local` as the program declares it, with a database, an object store and MLflow in
 * place of its pods of these, and its pods of recovery run as they are declared. What differs from a
 * cluster is here and in pod-images.ts:
 *
 * - The store's Secrets hold the key of the whole store: whom it lets do what, another test asks.
 * - The promotion records are given: the repository has none.
 * - MLflow's users are a table made by hand: Flask-WTF is not among the packages here.
 */
export class RenderedWorld {
  records = "";
  private server: ServerRecord | undefined;
  private readonly claims = new Set<string>();

  private constructor(
    private readonly folder: string,
    readonly objects: RenderedObjects,
    readonly gateway: VersityGw,
    readonly postgres: TeamPostgres,
    private readonly node: Node,
    private readonly venv: { python: string; packages: string },
  ) {}

  /** @param store the program of the object store */
  static async start(store: string): Promise<RenderedWorld> {
    const objects = await RenderedObjects.of(STACK);
    const folder = mkdtempSync(join(tmpdir(), "towpath-rendered-"));
    // Pods run as another user.
    chmodSync(folder, 0o711);
    const venv = resolve(".towpath", "venv");
    const python = await ensureVenv({ venv, logs: join(folder, "logs"), env: process.env });
    const packages = await postgresDriver(venv, python, process.env);
    const admin = objects.secret("tracking", "mlflow-secrets-migration");
    const postgres = await TeamPostgres.start(folder, {
      user: text(admin, "database-admin-user"),
      password: text(admin, "database-admin-password"),
    });
    // The migration makes it.
    await postgres.client("dropdb", ["mlflow"]);
    const gateway = await VersityGw.start(store, folder, ["artifacts", "reports"]).catch(
      async (error: unknown) => {
        await postgres.stop();
        throw error;
      },
    );
    const world: RenderedWorld = new RenderedWorld(
      folder,
      objects,
      gateway,
      postgres,
      {
        folder,
        routes: [
          { host: "postgres.data.svc.cluster.local", port: 5432, to: postgres.port },
          {
            host: "objects.data.svc.cluster.local",
            port: 7070,
            to: Number(new URL(gateway.env.AWS_ENDPOINT_URL_S3 ?? "").port),
          },
        ],
        images: podImages(folder, { python, packages, venv }),
        secret: (name) => world.secret(name),
        configMap: (name) => world.configMap(name),
        claim: (name) => world.claim(name),
      },
      { python, packages },
    );
    return world;
  }

  /** The Job that makes users and databases, and MLflow on them. */
  async startTracking(): Promise<string> {
    const migration = this.objects.job("tracking", "mlflow-migration");
    const secrets = this.objects.secret("tracking", "mlflow-secrets-migration");
    const secret = (name: string) => this.objects.secret("tracking", name);
    const node = { ...this.node, secret };
    const ended = await runPod(migration, node, ["bootstrap", "runs"]);
    if (ended.code !== 0) throw new Error(JSON.stringify(ended.logs));
    await this.auth("CREATE TABLE users (name text); INSERT INTO users VALUES ('admin')");
    const password = text(secrets, "database-password");
    const { python, packages } = this.venv;
    this.server = await launch(placesOf(this.folder), {
      ...{ python, wanted: PORT, fingerprint: "rendered", env: process.env },
      database: {
        uri: `postgresql+psycopg2://mlflow:${password}@127.0.0.1:${this.postgres.port}/mlflow`,
        packages,
      },
    });
    return this.server.uri;
  }

  /** The accident: no live database answers, and no live artifact lies where it did. */
  async loseLive(): Promise<void> {
    await this.postgres.stop();
    const live = this.gateway.fileOf("artifacts", "mlflow");
    renameSync(live, `${live}-away`);
  }

  async bringLiveBack(): Promise<void> {
    const live = this.gateway.fileOf("artifacts", "mlflow");
    renameSync(`${live}-away`, live);
    await this.postgres.start();
  }

  /** Statements in the database of MLflow's users, as MLflow's own user. */
  auth(statements: string): Promise<string> {
    const args = ["-d", "mlflow_auth", "-v", "ON_ERROR_STOP=1"];
    return this.postgres.client("psql", [...args, "-c", `SET ROLE mlflow; ${statements}`]);
  }

  /** Runs the pod of a CronJob, as `kubectl create job --from=cronjob/NAME` would. */
  cronJob(name: "backup" | "drill"): Promise<PodEnded> {
    return runPod(this.objects.cronJob(NAMESPACE, name), this.node);
  }

  /** An entry of a Secret of recovery. */
  secret(name: string): Entries {
    const declared = this.objects.secret(NAMESPACE, name);
    if (!name.endsWith("-store-keys")) return declared;
    const { AWS_ACCESS_KEY_ID: id = "", AWS_SECRET_ACCESS_KEY: key = "" } = this.gateway.env;
    return {
      ...declared,
      "access-key-id": Buffer.from(id),
      "secret-access-key": Buffer.from(key),
    };
  }

  claim(name: string): string {
    const place = join(this.folder, "claims", name);
    if (!this.claims.has(name)) mkdirSync(place, { recursive: true });
    this.claims.add(name);
    return place;
  }

  async close(): Promise<void> {
    if (this.server !== undefined) await end(this.server);
    await this.postgres.stop();
    await this.gateway.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private configMap(name: string): Entries {
    const declared = this.objects.configMap(NAMESPACE, name);
    if (!name.startsWith("promotion-records-")) return declared;
    return { ...declared, "support-triage.yaml": Buffer.from(this.records) };
  }
}

function text(entries: Entries, key: string): string {
  const found = entries[key];
  if (found === undefined) throw new Error(`found no entry ${key}`);
  return found.toString("utf8");
}
