import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { messageOf } from "../../lib/errors";
import { whileLocked } from "./build-lock";

const run = promisify(execFile);

/** Folders of the modules that pin what is built. */
const KUBERNETES = __dirname;
const KWOK = join(__dirname, "kwok");

/** Program → the module that pins it, and its package there. */
const PROGRAMS: Readonly<Record<string, { readonly module: string; readonly path: string }>> = {
  etcd: { module: KUBERNETES, path: "go.etcd.io/etcd/server/v3" },
  "kube-apiserver": { module: KUBERNETES, path: "k8s.io/kubernetes/cmd/kube-apiserver" },
  "kube-controller-manager": {
    module: KUBERNETES,
    path: "k8s.io/kubernetes/cmd/kube-controller-manager",
  },
  "kube-scheduler": { module: KUBERNETES, path: "k8s.io/kubernetes/cmd/kube-scheduler" },
  kubelet: { module: KUBERNETES, path: "k8s.io/kubernetes/cmd/kubelet" },
  kwok: { module: KWOK, path: "sigs.k8s.io/kwok/cmd/kwok" },
};

/** A Go that can build the pinned modules. */
export interface Go {
  /** Such as `go1.26.8 linux/amd64`. */
  readonly version: string;
  readonly env: NodeJS.ProcessEnv;
}

/** There is no Go here, or its modules cannot be had: a reason to skip, not a failed build. */
export class GoUnavailable extends Error {}

/** @throws GoUnavailable when there is none, or it is too old for go.mod */
export async function findGo(env: NodeJS.ProcessEnv): Promise<Go> {
  try {
    // `go list -m` reads go.mod, so a Go that is too old and may not fetch a newer one says so.
    await run("go", ["list", "-m"], { cwd: KUBERNETES, env: goEnv(env) });
    const { stdout } = await run("go", ["version"], { cwd: KUBERNETES, env: goEnv(env) });
    return { version: stdout.trim().replace(/^go version /, ""), env: goEnv(env) };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") {
      throw new GoUnavailable("there is no Go to build them with");
    }
    throw new GoUnavailable(`Go cannot build them: ${lastLineOf(error)}`);
  }
}

/** A cache folder's name: another one for other modules, flags, Go or machine. */
export function buildKey(go: Go): string {
  const hash = createHash("sha256");
  for (const module of [KUBERNETES, KWOK]) {
    for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(module, file)));
  }
  return hash.update(flags().join(" ")).update(go.version).digest("hex").slice(0, 16);
}

/**
 * Builds what a folder lacks: one `go build` for each module, so that packages in common are compiled
 * once. Go's own cache carries over from a build that was broken off. Each program appears in the
 * folder whole or not at all.
 * @throws GoUnavailable when modules cannot be fetched; Error when a package does not compile
 */
export async function buildMissing(
  wanted: readonly string[],
  folder: string,
  { go, onProgress }: { readonly go: Go; readonly onProgress: (text: string) => void },
): Promise<void> {
  await whileLocked(`${folder}.lock`, onProgress, async () => {
    const work = join(folder, `.work-${process.pid}`);
    mkdirSync(work, { recursive: true });
    try {
      for (const module of [KUBERNETES, KWOK]) {
        const names = wanted.filter((name) => programOf(name).module === module);
        const missing = names.filter((name) => !existsSync(join(folder, name)));
        if (missing.length === 0) continue;
        const build = { go, module, packages: missing.map((name) => programOf(name).path) };
        onProgress(`fetching the Go modules of ${missing.join(", ")}`);
        const total = await countPackages(build);
        await goBuild(build, work, (done) => {
          onProgress(`building ${missing.join(", ")}: ${done} of ${total} packages`);
        });
        for (const name of missing) renameSync(join(work, builtName(name)), join(folder, name));
      }
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/** What one `go build` makes. */
interface Build {
  readonly go: Go;
  readonly module: string;
  readonly packages: readonly string[];
}

function programOf(name: string) {
  const program = PROGRAMS[name];
  if (program === undefined) throw new Error(`tests/cluster builds no ${name}`);
  return program;
}

/** What `go build` calls a program: its path's last part that is not a major version. */
function builtName(name: string): string {
  const parts = programOf(name).path.split("/");
  return parts.findLast((part) => !/^v\d+$/.test(part)) ?? name;
}

async function countPackages({ go, module, packages }: Build): Promise<number> {
  try {
    const args = ["list", "-mod=readonly", "-deps", ...packages];
    const { stdout } = await run("go", args, { cwd: module, env: go.env, maxBuffer: 2 ** 26 });
    return stdout.trim().split("\n").length;
  } catch (error) {
    throw new GoUnavailable(`the Go modules cannot be fetched: ${lastLineOf(error)}`);
  }
}

async function goBuild(
  { go, module, packages }: Build,
  folder: string,
  onPackage: (done: number) => void,
): Promise<void> {
  const args = ["build", "-v", "-o", `${folder}/`, ...flags(), ...packages];
  // Nice: a build of minutes must not starve what else the machine does.
  const child = spawn("nice", ["-n", "10", "go", ...args], {
    cwd: module,
    env: go.env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const last: string[] = [];
  let done = 0;
  // With -v Go names each package that it compiles; what fails comes between.
  createInterface({ input: child.stderr }).on("line", (line) => {
    last.push(line);
    if (last.length > 30) last.shift();
    if (/^[\w.-]+(\/[\w.-]+)*$/.test(line)) onPackage(++done);
  });
  const code = await new Promise<number | string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit, signal) => {
      resolve(exit ?? signal ?? "nothing");
    });
  });
  if (code !== 0) throw new Error(`go build ended with ${code}:\n${last.join("\n")}`);
}

/**
 * Versions as released binaries report them: without `gitVersion` a server calls itself v0.0.0.
 * k8s.io/kubernetes, hack/lib/version.sh, `kube::version::ldflags`.
 */
function flags(): string[] {
  const version = pinned("k8s.io/kubernetes");
  const [major = "", minor = ""] = version.slice(1).split(".");
  const set = {
    "k8s.io/component-base/version.gitVersion": version,
    "k8s.io/component-base/version.gitMajor": major,
    "k8s.io/component-base/version.gitMinor": minor,
    "k8s.io/component-base/version.gitTreeState": "archive",
  };
  const ldflags = Object.entries(set).map(([name, value]) => `-X ${name}=${value}`);
  return ["-mod=readonly", "-buildvcs=false", "-trimpath", `-ldflags=-s -w ${ldflags.join(" ")}`];
}

/** A module's version in go.mod. */
function pinned(path: string): string {
  const file = readFileSync(join(KUBERNETES, "go.mod"), "utf8");
  const version = new RegExp(`^\\s*(?:require )?${path} (v\\S+)`, "m").exec(file)?.[1];
  if (version === undefined) throw new Error(`tests/cluster/go.mod requires no ${path}`);
  return version;
}

/** Static programs, and no workspace of the reader's around the modules. */
function goEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...env, CGO_ENABLED: "0", GOWORK: "off" };
}

/** The last line that a failed Go printed. */
function lastLineOf(error: unknown): string {
  const printed =
    error instanceof Error && "stderr" in error && typeof error.stderr === "string"
      ? error.stderr
      : "";
  return (printed.trim() || messageOf(error)).split("\n").at(-1) ?? "";
}
