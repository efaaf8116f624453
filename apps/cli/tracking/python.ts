import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";
import { InputError, RefusedError } from "../../../lib/errors";

/** A Python that can make a virtual environment for MLflow. */
export interface Python {
  /** How it was found: a name on PATH or the value of TOWPATH_PYTHON. */
  readonly command: string;
  /** e.g. `3.11.7`. */
  readonly version: string;
}

/** MLflow 3.17 asks for Python 3.10; the lock in requirements.txt is made from there on. */
export const OLDEST = [3, 10] as const;

/** Newest last: minor versions that the lock's wheels were checked for. */
const NEWEST_MINOR = 14;

/** Milliseconds that a Python may take to say its version: a cold disk is slow, a hang is a hang. */
const PROBE_LIMIT_MS = 15_000;

// One process a candidate; the modules are what a venv with pip and MLflow's SQLite store needs.
// Debian's python3 comes without ensurepip, a self-built one perhaps without sqlite3 or ssl.
const PROBE = `
import importlib, json, sys
missing = []
for name in ("venv", "ensurepip", "sqlite3", "ssl"):
    try:
        importlib.import_module(name)
    except Exception:
        missing.append(name)
print(json.dumps({"version": list(sys.version_info[:3]), "missing": missing}))
`;

const answer = z.object({
  version: z.tuple([z.number(), z.number(), z.number()]),
  missing: z.array(z.string()),
});

/** What came of asking one candidate. */
type Probe = { readonly python: Python } | { readonly problem: string | undefined };

/** The commands to try, in order: what a person chose wins, then the system's default. */
export function candidates(platform: NodeJS.Platform = process.platform): string[] {
  const versioned = [];
  for (let minor = NEWEST_MINOR; minor >= OLDEST[1]; minor--) versioned.push(`python3.${minor}`);
  return ["python3", ...versioned, "python", ...(platform === "win32" ? ["py"] : [])];
}

/**
 * Finds a usable Python: TOWPATH_PYTHON alone when it is set, else the first of {@link candidates}
 * that runs, is 3.10 or newer and has venv, ensurepip, sqlite3 and ssl. Names that exist but do
 * not run (version-manager shims without a version) are passed over.
 * @throws InputError when TOWPATH_PYTHON is not usable, RefusedError when none is found; both say
 *   what was found and what to install
 */
export async function findPython(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Promise<Python> {
  const chosen = env.TOWPATH_PYTHON ?? "";
  if (chosen !== "") {
    const probe = await ask(chosen, env);
    if ("python" in probe) return probe.python;
    throw new InputError(
      `TOWPATH_PYTHON: found ${chosen}, ${probe.problem ?? "which does not exist"}; expected Python 3.${OLDEST[1]} or newer with venv and ensurepip`,
      { hint: installHint(platform) },
    );
  }
  const problems: string[] = [];
  for (const command of candidates(platform)) {
    const probe = await ask(command, env);
    if ("python" in probe) return probe.python;
    if (probe.problem !== undefined) problems.push(`${command}: ${probe.problem}`);
  }
  const found = problems.length === 0 ? "none on PATH" : problems.join("; ");
  throw new RefusedError(
    `the embedded tracking server (MLflow) needs Python 3.${OLDEST[1]} or newer with venv and ensurepip; found ${found}`,
    { hint: installHint(platform) },
  );
}

/** How to get a usable Python, by platform. */
export function installHint(platform: NodeJS.Platform): string {
  const install: Partial<Record<NodeJS.Platform, string>> = {
    darwin: "brew install python",
    win32: "winget install Python.Python.3.13",
    linux:
      "Debian, Ubuntu: sudo apt install python3 python3-venv; Fedora: sudo dnf install python3",
  };
  return `Install one (${install[platform] ?? "https://www.python.org/downloads/"}), name one in TOWPATH_PYTHON, or set MLFLOW_TRACKING_URI to an MLflow server that you have.`;
}

async function ask(command: string, env: NodeJS.ProcessEnv): Promise<Probe> {
  let text: string;
  try {
    const options = { env, timeout: PROBE_LIMIT_MS, killSignal: "SIGKILL" } as const;
    text = (await promisify(execFile)(command, ["-I", "-c", PROBE], options)).stdout;
  } catch (error) {
    return { problem: whyNot(error) };
  }
  const said = answer.safeParse(parse(text)).data;
  if (said === undefined) return { problem: "does not answer as a Python" };
  const version = said.version.join(".");
  const [major, minor] = said.version;
  if (major !== OLDEST[0] || minor < OLDEST[1]) return { problem: `is ${version}` };
  if (said.missing.length > 0)
    return { problem: `is ${version} without ${said.missing.join(", ")}` };
  return { python: { command, version } };
}

/** Undefined for a command that does not exist. */
function whyNot(error: unknown): string | undefined {
  const { code, killed, stderr } = error as { code?: unknown; killed?: boolean; stderr?: string };
  if (code === "ENOENT") return undefined;
  if (killed === true) return `did not answer within ${PROBE_LIMIT_MS / 1000} s`;
  const [line = ""] = (stderr ?? "").trim().split("\n");
  return `does not run (${line === "" ? String(code) : line.slice(0, 120)})`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
