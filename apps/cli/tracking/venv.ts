import { spawn } from "node:child_process";
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { z } from "zod";
import { sha256File } from "../../../lib/digest";
import { RefusedError } from "../../../lib/errors";
import { writeJson } from "../../jobs/results";
import { lastLines } from "./log-file";
import { withLock } from "./lock";
import { findPython } from "./python";

/** What an environment is made of and where. */
export interface VenvOptions {
  /** The folder of the virtual environment; deleted and made again when it is not whole. */
  readonly venv: string;
  /** The folder that gets pip.log. */
  readonly logs: string;
  readonly env: NodeJS.ProcessEnv;
  /** Told what goes on, in a few words. */
  readonly onProgress?: (detail: string) => void;
  /** @default the lock beside this file */
  readonly requirements?: string;
  /** What is installed, for messages. @default "MLflow" */
  readonly what?: string;
}

/** Written as the last step, so an install that was cut off has none and is done again. */
const stampSchema = z.object({
  /** SHA-256 of requirements.txt. */
  requirements: z.string(),
  /** The real path of the Python behind it: an upgraded system Python leaves the packages behind. */
  base: z.string(),
});

/** The lock that the embedded server is installed from: every package by version and SHA-256. */
export function requirementsFile(): string {
  // In dist/ there is only the bundle; the lock stays in the source tree.
  const places = [__dirname, join(__dirname, "..", "apps", "cli", "tracking")];
  const found = places.map((place) => join(place, "requirements.txt")).find(existsSync);
  if (found === undefined) {
    throw new RefusedError(`requirements.txt: found neither in ${places.join(" nor in ")}`, {
      hint: "Run towpath from a whole checkout of the repository.",
    });
  }
  return found;
}

/** The Python of an environment. */
export function venvPython(venv: string): string {
  return process.platform === "win32"
    ? join(venv, "Scripts", "python.exe")
    : join(venv, "bin", "python");
}

/** Is the environment there, whole, and made from this lock? Starts no process. */
export function isWhole(venv: string, requirements: string): boolean {
  try {
    const stamp = stampSchema.parse(JSON.parse(readFileSync(stampOf(venv), "utf8")));
    return (
      stamp.requirements === sha256File(requirements) &&
      stamp.base === realpathSync(venvPython(venv))
    );
  } catch {
    return false;
  }
}

/**
 * Makes sure of the environment: nothing to do when it is whole, else made from the lock, once for
 * all processes that ask at the same time. About 20 s and 650 MB.
 * @returns the path of its Python
 * @throws InputError or RefusedError without a usable Python; RefusedError when the install fails,
 *   with pip's last lines
 */
export async function ensureVenv(options: VenvOptions): Promise<string> {
  const { venv, onProgress } = options;
  const requirements = options.requirements ?? requirementsFile();
  if (!isWhole(venv, requirements)) {
    const onWait = (pid: number) =>
      onProgress?.(`waiting for process ${pid}, which installs ${options.what ?? "MLflow"}`);
    await withLock(
      `${venv}.lock`,
      async () => {
        if (!isWhole(venv, requirements)) await install(options, requirements);
      },
      { onWait },
    );
  }
  return venvPython(venv);
}

async function install(options: VenvOptions, requirements: string): Promise<void> {
  const { venv, env, onProgress } = options;
  const what = options.what ?? "MLflow";
  const python = await findPython(env);
  onProgress?.(`first use: making an environment with Python ${python.version}`);
  rmSync(venv, { recursive: true, force: true });
  mkdirSync(dirname(venv), { recursive: true });
  const log = join(options.logs, "pip.log");
  mkdirSync(options.logs, { recursive: true });
  rmSync(log, { force: true });

  // A person's default of `--user` has no place in an environment of our own.
  const pipEnv = { ...env, PIP_USER: "0" };
  await runLogged(python.command, ["-I", "-m", "venv", venv], pipEnv, { log, what });
  let fetched = 0;
  const pip = ["-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"];
  // No looking for dependencies: the lock has them all, and the search takes 3 s.
  // Wheels only: no package runs code of its own while it is installed, none needs a compiler.
  // Not compiled here: the server's first start compiles what it imports, a fifth of it all.
  const how = [
    "--no-deps",
    "--only-binary",
    ":all:",
    "--require-hashes",
    "--no-compile",
    "-r",
    requirements,
  ];
  await runLogged(venvPython(venv), [...pip, ...how], pipEnv, { log, what }, (line) => {
    if (line.startsWith("Collecting "))
      onProgress?.(`first use: fetching ${what}, package ${++fetched}`);
    if (line.startsWith("Installing ")) onProgress?.(`first use: unpacking ${fetched} packages`);
  });
  writeJson(stampOf(venv), {
    requirements: sha256File(requirements),
    base: realpathSync(venvPython(venv)),
  } satisfies z.output<typeof stampSchema>);
}

function stampOf(venv: string): string {
  return join(venv, "towpath.json");
}

/** Runs a command with all it says in a log. @throws RefusedError with the log's last lines */
async function runLogged(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  { log, what }: { readonly log: string; readonly what: string },
  onLine?: (line: string) => void,
): Promise<void> {
  const out = createWriteStream(log, { flags: "a" });
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(out, { end: false });
    createInterface({ input: stream }).on("line", (line) => onLine?.(line));
  }
  const ended = await new Promise<string>((resolve) => {
    child.once("error", (error) => {
      resolve(error.message);
    });
    child.once("close", (code, signal) => {
      resolve(
        code === 0 ? "" : signal === null ? `exit code ${String(code)}` : `killed by ${signal}`,
      );
    });
  });
  await new Promise<void>((resolve) => out.end(resolve));
  if (ended === "") return;
  throw new RefusedError(
    `installing ${what} failed (${ended}). The end of ${log}:\n${lastLines(log, 15)}`,
    {
      hint: "Without a package index in reach, point pip at yours (PIP_INDEX_URL) or set MLFLOW_TRACKING_URI to an MLflow server that you have.",
    },
  );
}
