import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { ensureVenv } from "../../apps/cli/tracking/venv";
import { UserError } from "../../lib/errors";
import { cacheRoot } from "../cluster/binaries";
import { whileLocked } from "../cluster/build-lock";
import { readCheckov, readKubeScore, type Scan, type Titles } from "./findings";

const run = promisify(execFile);
const CHECKOUT = join(__dirname, "..", "..");

/** A folder of these may say a lot. */
const MAX_OUTPUT = 256 * 1024 * 1024;
/** The oldest Kubernetes that an environment of this checkout may run: stacks/images.yaml. */
const KUBERNETES = "v1.34";

/** Where a scanner lies, or why there is none: a sentence for people. */
export type Found = { readonly path: string } | { readonly reason: string };

/** Told what takes time. */
export type Progress = (text: string) => void;

/**
 * checkov in a virtual environment under `.towpath/`, every package by version and checksum. About
 * half a minute and 250 MB, once.
 */
export async function findCheckov(env: NodeJS.ProcessEnv, onProgress: Progress): Promise<Found> {
  try {
    const python = await ensureVenv({
      venv: join(CHECKOUT, ".towpath", "scan-venv"),
      logs: join(CHECKOUT, ".towpath", "logs", "scan"),
      requirements: join(__dirname, "requirements.txt"),
      what: "checkov",
      env,
      onProgress,
    });
    return { path: join(dirname(python), "checkov") };
  } catch (error) {
    // No Python, or no package index in reach; anything else is a bug.
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}

/** kube-score, built once from its pinned Go module into a cache outside of every checkout. */
export async function findKubeScore(env: NodeJS.ProcessEnv, onProgress: Progress): Promise<Found> {
  const module = join(__dirname, "kube-score");
  const goEnv = { ...env, CGO_ENABLED: "0", GOWORK: "off", GOFLAGS: "-mod=readonly" };
  const go = (...args: string[]) => run("go", args, { cwd: module, env: goEnv });
  let version: string;
  try {
    version = (await go("version")).stdout.trim();
    await go("mod", "download");
  } catch (error) {
    const { code, stderr = "" } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT") return { reason: "there is no Go to build it with" };
    return { reason: `its Go modules cannot be had: ${stderr.trim().split("\n").at(-1) ?? ""}` };
  }
  const hash = createHash("sha256").update(version);
  for (const file of ["go.mod", "go.sum"]) hash.update(readFileSync(join(module, file)));
  const folder = join(cacheRoot(env), "..", "scan", hash.digest("hex").slice(0, 16));
  const path = join(folder, "kube-score");
  await whileLocked(`${folder}.lock`, onProgress, async () => {
    if (existsSync(path)) return;
    onProgress("building kube-score");
    mkdirSync(folder, { recursive: true });
    const work = `${path}.${process.pid}`;
    const flags = ["-trimpath", "-buildvcs=false", "-ldflags=-s -w"];
    await go("build", ...flags, "-o", work, "github.com/zegl/kube-score/cmd/kube-score");
    renameSync(work, path);
  });
  return { path };
}

/** Scans a folder of objects. It asks nobody: no downloads of rules, no account. */
export async function scanWithCheckov(path: string, folder: string, titles: Titles): Promise<Scan> {
  const output = ["--output", "json", "--compact", "--quiet"];
  const args = ["--directory", folder, "--framework", "kubernetes", "--skip-download", ...output];
  return readCheckov(await said(path, args), titles);
}

/** Scans a folder of objects. Objects of one folder are judged together: a Service and its pods. */
export async function scanWithKubeScore(
  path: string,
  folder: string,
  titles: Titles,
): Promise<Scan> {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const args = ["score", "--output-format", "json", "--kubernetes-version", KUBERNETES, ...files];
  return readKubeScore(await said(path, args), titles);
}

/** What a scanner printed. Both exit 1 when they find something, and that is no failure of theirs. */
async function said(command: string, args: readonly string[]): Promise<string> {
  try {
    const options = { maxBuffer: MAX_OUTPUT, env: { ...process.env, LOG_LEVEL: "ERROR" } };
    return (await run(command, args, options)).stdout;
  } catch (error) {
    const {
      code,
      stdout = "",
      stderr = "",
    } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 1 && stdout.trim() !== "") return stdout;
    throw new Error(`${command}: exit ${String(code)}\n${stderr}`, { cause: error });
  }
}
