import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { RefusedError } from "../../lib/errors";

/** How a program is run. */
export interface ToolOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** The user that it runs as; only root may choose. @default this process's */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** What to do about a failure. */
  readonly hint?: string;
}

/** Runs a program to its end. @returns what it printed @throws RefusedError with its last words */
export function runTool(
  command: string,
  args: readonly string[],
  options: ToolOptions = {},
): Promise<string> {
  const { env, cwd, user, hint } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, ...user, stdio: ["ignore", "pipe", "pipe"] });
    let printed = "";
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
    const refuse = (reason: string) => {
      const words = said.trim();
      reject(
        new RefusedError(
          `${command.split("/").at(-1) ?? command}: ${reason}${words === "" ? "" : `: ${words}`}`,
          hint === undefined ? {} : { hint },
        ),
      );
    };
    child.once("error", (error) => {
      refuse(error.message);
    });
    child.once("close", (code, signal) => {
      if (code === 0) resolve(printed);
      else refuse(signal === null ? `exit code ${String(code)}` : `killed by ${signal}`);
    });
  });
}

/** Where Debian keeps what it does not put on the path; a folder a major version. */
const DEBIAN = "/usr/lib/postgresql";

/**
 * A program of PostgreSQL: in TOWPATH_POSTGRESQL_BIN, on the path, or the newest that Debian has.
 * @returns undefined when there is none
 */
export function findPostgresTool(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const debian = existsSync(DEBIAN)
    ? readdirSync(DEBIAN)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(DEBIAN, version, "bin"))
    : [];
  // Debian's wrappers on the path look for a cluster of Debian's; the programs themselves do not.
  const folders = [
    env.TOWPATH_POSTGRESQL_BIN ?? "",
    ...debian,
    ...(env.PATH ?? "").split(delimiter),
  ];
  return folders
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Like {@link findPostgresTool}. @throws RefusedError when there is none */
export function postgresTool(name: string, env: NodeJS.ProcessEnv): string {
  const found = findPostgresTool(name, env);
  if (found !== undefined) return found;
  throw new RefusedError(`${name}: not found on the path; expected PostgreSQL's programs`, {
    hint: "Install them (Debian: postgresql), or name their folder in TOWPATH_POSTGRESQL_BIN.",
  });
}
