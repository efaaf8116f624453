import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { messageOf } from "../../lib/errors";
import { type Go, GoUnavailable, buildKey, buildMissing, findGo } from "./go-build";

const run = promisify(execFile);

/** What a control plane is made of. */
export const CONTROL_PLANE = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
] as const;

/** A program of Kubernetes, etcd or KWOK. `kubelet` is for the tier with a real node. */
export type Binary = (typeof CONTROL_PLANE)[number] | "kubelet";

/** Where each program lies, and where they were found. */
export interface Found {
  readonly paths: Readonly<Record<string, string>>;
  /** `KUBEBUILDER_ASSETS`, `PATH`, `cache` or `built`. */
  readonly source: "KUBEBUILDER_ASSETS" | "PATH" | "cache" | "built";
}

/** Why there are none: a sentence for people. */
export interface NotFound {
  readonly reason: string;
}

export interface FindOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Told what a build is doing; never called when nothing is built. */
  readonly onProgress: (text: string) => void;
}

/**
 * Finds the programs: all of them in KUBEBUILDER_ASSETS, else all on PATH, else in the cache, which a
 * build with Go fills. Never a mixture: Kubernetes' parts must be of one version, see
 * https://kubernetes.io/releases/version-skew-policy/. A place that has only some is named in the
 * reason when nothing else is left.
 * @throws Error when the build itself fails: that is a failure, not a machine without the programs
 */
export async function findBinaries(
  wanted: readonly Binary[],
  options: FindOptions,
): Promise<Found | NotFound> {
  const { env } = options;
  const reasons: string[] = [];
  for (const [source, folders] of [
    ["KUBEBUILDER_ASSETS", [env.KUBEBUILDER_ASSETS ?? ""]],
    ["PATH", (env.PATH ?? "").split(delimiter)],
  ] as const) {
    const there = look(wanted, folders);
    const missing = wanted.filter((name) => there[name] === undefined);
    if (missing.length === 0) {
      const odd = await skew(there);
      if (odd === undefined) return { paths: there, source };
      reasons.push(`${source}: ${odd}`);
    } else if (source === "KUBEBUILDER_ASSETS" && env.KUBEBUILDER_ASSETS !== undefined) {
      reasons.push(`KUBEBUILDER_ASSETS lacks ${missing.join(", ")}`);
    } else if (source === "PATH") {
      reasons.push(`${missing.join(", ")} not on PATH`);
    }
  }
  try {
    return await fromCache(wanted, options, await findGo(env));
  } catch (error) {
    if (!(error instanceof GoUnavailable)) throw error;
    return { reason: [...reasons, error.message].join("; ") };
  }
}

/** Folder of everything that is built once for this machine: never inside of a checkout. */
export function cacheRoot(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "towpath", "cluster");
}

async function fromCache(
  wanted: readonly Binary[],
  { env, onProgress }: FindOptions,
  go: Go,
): Promise<Found> {
  const folder = join(cacheRoot(env), buildKey(go));
  const paths = Object.fromEntries(wanted.map((name) => [name, join(folder, name)]));
  const isThere = () => wanted.every((name) => existsSync(join(folder, name)));
  if (isThere()) return { paths, source: "cache" };
  await buildMissing(wanted, folder, { go, onProgress });
  return { paths, source: "built" };
}

function look(wanted: readonly string[], folders: readonly string[]): Record<string, string> {
  const hits = wanted.flatMap((name) => {
    const hit = folders
      .filter((folder) => folder !== "")
      .map((folder) => join(folder, name))
      .find((path) => existsSync(path));
    return hit === undefined ? [] : [[name, hit] as const];
  });
  return Object.fromEntries(hits);
}

/** What is odd about the versions; undefined when Kubernetes' own programs are all of one minor. */
async function skew(paths: Readonly<Record<string, string>>): Promise<string | undefined> {
  const own = Object.entries(paths).filter(([name]) => name.startsWith("kube"));
  try {
    const minors = await Promise.all(
      own.map(async ([name, path]) => {
        const { stdout } = await run(path, ["--version"], { timeout: 20_000 });
        return [name, /v\d+\.\d+/.exec(stdout)?.[0] ?? stdout.trim()] as const;
      }),
    );
    if (new Set(minors.map(([, minor]) => minor)).size === 1) return undefined;
    return `versions differ: ${minors.map((pair) => pair.join(" ")).join(", ")}`;
  } catch (error) {
    return messageOf(error);
  }
}
