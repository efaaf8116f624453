import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * The command line of a live process; undefined when there is none (a zombie counts as none).
 * Whoever signals a recorded process id asks this first: ids are reused.
 */
export function commandOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    if (text !== "") return text;
    return undefined;
  } catch {
    return process.platform === "linux" ? undefined : commandByPs(pid);
  }
}

/** Without /proc (macOS). */
function commandByPs(pid: number): string | undefined {
  try {
    const text = execFileSync("ps", ["-o", "stat=,command=", "-p", String(pid)], {
      encoding: "utf8",
    }).trim();
    return text === "" || text.startsWith("Z") ? undefined : text;
  } catch {
    return undefined;
  }
}

/**
 * When a live process began, as its system says it; undefined when there is none. With the id it is
 * one process for good: an id that was given away again has another beginning.
 */
export function beginningOf(pid: number): string | undefined {
  try {
    // The 22nd field (proc_pid_stat(5)); the second is a name in brackets that may hold anything.
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    if (process.platform === "linux") return undefined;
  }
  try {
    const args = ["-o", "lstart=", "-p", String(pid)];
    return execFileSync("ps", args, { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}
