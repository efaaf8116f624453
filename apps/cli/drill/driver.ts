import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256File } from "../../../lib/digest";
import { RefusedError } from "../../../lib/errors";
import { runTool } from "../../recovery/run-tool";

/** The lock of the driver: beside this file, or from the bundle in the source tree. */
function requirementsFile(): string {
  const name = "requirements-postgresql.txt";
  const places = [__dirname, join(__dirname, "..", "apps", "cli", "drill")];
  const found = places.map((place) => join(place, name)).find(existsSync);
  if (found !== undefined) return found;
  throw new RefusedError(`${name}: found neither in ${places.join(" nor in ")}`, {
    hint: "Run towpath from a whole checkout of the repository.",
  });
}

/**
 * A folder with the Python driver of PostgreSQL, made at first use: a few megabytes beside the
 * environment that MLflow has, instead of a second one of 650.
 * @param venv the environment; the folder lies beside it
 */
export async function postgresDriver(
  venv: string,
  python: string,
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const requirements = requirementsFile();
  const folder = `${venv}-postgresql-${sha256File(requirements).slice(0, 12)}`;
  if (existsSync(folder)) return folder;
  const work = `${folder}.${process.pid}`;
  rmSync(work, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  const pip = ["-I", "-m", "pip", "install", "--no-input", "--disable-pip-version-check"];
  const how = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--quiet"];
  await runTool(python, [...pip, ...how, "--target", work, "-r", requirements], {
    env: { ...env, PIP_USER: "0" },
    hint: "Without a package index in reach, point pip at yours (PIP_INDEX_URL).",
  });
  try {
    renameSync(work, folder);
  } catch {
    // Another process was first, with the same bytes.
    rmSync(work, { recursive: true });
  }
  return folder;
}
