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
