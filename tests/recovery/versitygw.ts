import { execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { messageOf } from "../../lib/errors";
import { cacheRoot } from "../cluster/binaries";
import { whileLocked } from "../cluster/build-lock";
import { freePorts } from "../cluster/free-ports";

const run = promisify(execFile);

/** The folder of the module that pins it. */
const MODULE = join(__dirname, "versitygw");
const PACKAGE = "github.com/versity/versitygw/cmd/versitygw";

/**
 * The program of the store that environments without AWS have: built once for a machine, by Go.
 * @returns its path, or why there is none
 */
export async function findVersityGw(
  env: NodeJS.ProcessEnv,
): Promise<{ readonly path: string } | { readonly reason: string }> {
  const goEnv = { ...env, CGO_ENABLED: "0", GOWORK: "off" };
  const go = (args: readonly string[]) =>
    run("go", [...args], { cwd: MODULE, env: goEnv, maxBuffer: 2 ** 24 });
  let version: string;
  try {
    // Reads go.mod: a Go that is too old and may not fetch a newer one says so.
    await go(["list", "-m"]);
    version = (await go(["version"])).stdout.trim();
    await go(["list", "-mod=readonly", "-deps", PACKAGE]);
  } catch (error) {
    return { reason: `no S3-compatible store can be built: ${lastLine(error)}` };
  }
  const hash = createHash("sha256").update(version);
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(MODULE, file)));
  const folder = join(cacheRoot(env), "..", "versitygw", hash.digest("hex").slice(0, 16));
  const path = join(folder, "versitygw");
  await whileLocked(
    `${folder}.lock`,
    () => undefined,
    async () => {
      if (existsSync(path)) return;
      const work = join(folder, `.work-${process.pid}`);
      mkdirSync(work, { recursive: true });
      try {
        // What does not compile is a failure, not a machine without the program.
        const how = ["-mod=readonly", "-buildvcs=false", "-trimpath", "-ldflags=-s -w"];
        await go(["build", ...how, "-o", `${work}/`, PACKAGE]);
        renameSync(join(work, "versitygw"), path);
      } finally {
        rmSync(work, { recursive: true, force: true });
      }
    },
  );
  return { path };
}

/** A store on loopback, with its objects as files in a folder. */
export class VersityGw {
  private constructor(
    private readonly folder: string,
    readonly env: Readonly<Record<string, string>>,
    private readonly stop: () => Promise<void>,
  ) {}

  /** Starts one with empty buckets, settings as components/data/object-store-pod.ts has them. */
  static async start(path: string, folder: string, buckets: readonly string[]): Promise<VersityGw> {
    const objects = join(folder, "objects");
    const versions = join(folder, "versions");
    for (const name of buckets) mkdirSync(join(objects, name), { recursive: true });
    mkdirSync(versions);
    const [port] = await freePorts(1);
    const secret = randomBytes(16).toString("hex");
    const log = openSync(join(folder, "store.log"), "a");
    const child = spawn(path, ["posix", objects], {
      env: {
        ROOT_ACCESS_KEY_ID: "root",
        ROOT_SECRET_ACCESS_KEY: secret,
        VGW_HEALTH: "/_/health",
        VGW_PORT: `127.0.0.1:${port}`,
        VGW_QUIET: "true",
        VGW_REGION: "us-east-1",
        VGW_VERSIONING_DIR: versions,
      },
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    const ended = new Promise<void>((resolve) => {
      child.once("exit", () => {
        resolve();
      });
    });
    const endpoint = `http://127.0.0.1:${port}`;
    const store = new VersityGw(
      objects,
      {
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "root",
        AWS_SECRET_ACCESS_KEY: secret,
      },
      async () => {
        child.kill("SIGTERM");
        await ended;
      },
    );
    for (let look = 0; look < 200; look++) {
      const health = await fetch(`${endpoint}/_/health`).catch(() => undefined);
      if (health?.ok === true) return store;
      if (child.exitCode !== null) break;
      await sleep(50);
    }
    const said = readFileSync(join(folder, "store.log"), "utf8");
    await store.close();
    throw new Error(`versitygw did not start: ${said}`);
  }

  /** The file of an object: whoever has the disk gets at it. */
  fileOf(bucket: string, key: string): string {
    return join(this.folder, bucket, key);
  }

  close(): Promise<void> {
    return this.stop();
  }
}

/** The last line that a failed Go printed. */
function lastLine(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return "there is no Go";
  const printed =
    error instanceof Error && "stderr" in error && typeof error.stderr === "string"
      ? error.stderr
      : "";
  return (printed.trim() || messageOf(error)).split("\n").at(-1) ?? "";
}
