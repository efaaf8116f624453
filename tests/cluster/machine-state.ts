import { readdirSync, readFileSync } from "node:fs";
import { commandOf } from "../../apps/cli/processes";

/** What a node could leave behind on a machine. */
export interface MachineState {
  readonly mounts: readonly string[];
  readonly interfaces: readonly string[];
  readonly forwarding: string;
  /** Command lines of container software. */
  readonly processes: readonly string[];
  /** Control groups of tests. */
  readonly cgroups: readonly string[];
}

/** The machine as it is right now. */
export function machineState(): MachineState {
  const mounts = readFileSync("/proc/self/mountinfo", "utf8").trim().split("\n");
  const commands = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => commandOf(Number(name)) ?? "");
  return {
    // Without the ids, which the kernel counts up.
    mounts: mounts.map((line) => line.split(" ").slice(3).join(" ")).sort(),
    interfaces: readdirSync("/sys/class/net").sort(),
    forwarding: readFileSync("/proc/sys/net/ipv4/ip_forward", "utf8").trim(),
    processes: commands.filter((line) => /kubelet|containerd|runc/.test(line)).sort(),
    cgroups: readdirSync("/sys/fs/cgroup", { recursive: true, withFileTypes: true })
      .filter((one) => one.isDirectory() && one.name.startsWith("towpath-"))
      .map(({ name }) => name)
      .sort(),
  };
}
