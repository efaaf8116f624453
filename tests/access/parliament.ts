import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import * as z from "zod";
import { ensureVenv } from "../../apps/cli/tracking/venv";
import { UserError } from "../../lib/errors";

const CHECKOUT = join(__dirname, "..", "..");

/** Where the linter lies, or why there is none: a sentence for people. */
export type Found = { readonly path: string } | { readonly reason: string };

/**
 * parliament in a virtual environment under `.towpath/`, every package by version and checksum. A
 * few seconds and 90 MB, once.
 */
export async function findParliament(env: NodeJS.ProcessEnv): Promise<Found> {
  try {
    const python = await ensureVenv({
      venv: join(CHECKOUT, ".towpath", "access-venv"),
      logs: join(CHECKOUT, ".towpath", "logs", "access"),
      requirements: join(__dirname, "requirements.txt"),
      what: "parliament",
      env,
      onProgress: () => undefined,
    });
    return { path: join(dirname(python), "parliament") };
  } catch (error) {
    // No Python, or no package index in reach; anything else is a bug.
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}

const findingSchema = z.looseObject({
  issue: z.string(),
  severity: z.enum(["MUTE", "INFO", "LOW", "MEDIUM", "HIGH", "CRITICAL"]),
  detail: z.unknown(),
});

export type Finding = z.output<typeof findingSchema>;

/** What it finds in one policy, above info. @throws Error when it says what nobody can read */
export async function lint(path: string, policy: string): Promise<Finding[]> {
  const child = spawn(path, ["--json"], { stdio: ["pipe", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].on("data", (data: Buffer) => (output[stream] += data.toString()));
  }
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  child.stdin.end(policy);
  const code = await ended;
  // 0 without findings, 1 with.
  if (code !== 0 && code !== 1) throw new Error(`parliament ended with ${code}: ${output.stderr}`);
  const lines = output.stdout.split("\n").filter((line) => line.trim() !== "");
  if (code === 1 && lines.length === 0) throw new Error(`parliament failed: ${output.stderr}`);
  return lines
    .map((line) => findingSchema.parse(JSON.parse(line)))
    .filter(({ severity }) => severity !== "INFO" && severity !== "MUTE");
}
