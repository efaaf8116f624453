import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** How often the processes are looked at, in milliseconds. */
const EVERY_MS = 20;

/** Runs a command and says the most memory that it and its descendants had at one time, in bytes. */
export function peakBytes(command: string, args: readonly string[], cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: "ignore" });
    const root = child.pid ?? 0;
    let peak = 0;
    const timer = setInterval(() => {
      peak = Math.max(peak, residentBytes(root));
    }, EVERY_MS);
    child.once("error", reject);
    child.once("close", () => {
      clearInterval(timer);
      resolve(peak);
    });
  });
}

/** Resident memory of a process and its descendants now; pages that they share count for each. */
function residentBytes(root: number): number {
  const family = new Set([root]);
  let bytes = 0;
  // A child's number is higher than its parent's but for a wrap-around, which a benchmark may miss.
  for (const pid of pids()) {
    const status = statusOf(pid);
    if (status === undefined) continue;
    if (pid !== root && !family.has(status.parent)) continue;
    family.add(pid);
    bytes += status.bytes;
  }
  return bytes;
}

function pids(): number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0)
    .sort((a, b) => a - b);
}

function statusOf(pid: number): { parent: number; bytes: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1]);
    return { parent: field("PPid"), bytes: (field("VmRSS") || 0) * 1024 };
  } catch {
    // It ended in between.
    return undefined;
  }
}
