import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmdirSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Live } from "./api-client";
import type { ControlPlane } from "./control-plane";
import { freePorts } from "./free-ports";
import { type LocalImage, writeImage } from "./local-image";
import { ManagedProcess } from "./managed-process";
import { containerdConfig, kubeletConfig, networkConfig } from "./node-config";
import type { NodeTools } from "./node-tools";
import { isReady } from "./nodes";
import { Watchdog } from "./watchdog";

const run = promisify(execFile);

/** The node's name in the cluster: that of the credentials that it has. */
export const REAL_NODE = "real-node";
/** The host's name for forwarding between networks; the network plugin turns it on. */
const FORWARD = "/proc/sys/net/ipv4/ip_forward";
const CGROUPS = "/sys/fs/cgroup";
/** Milliseconds that containerd and kubelet get to come up or to finish. */
const LIMIT_MS = 60_000;

/** What containers of a pod wait in; any program that waits does. */
const PAUSE: LocalImage = {
  name: "towpath.invalid/pause:local",
  programs: ["/usr/bin/sleep"],
  entrypoint: ["/usr/bin/sleep", "infinity"],
};

/**
 * A real kubelet with containerd and runc on this machine. Both live in a mount and a process
 * namespace of their own, with /run, /var/lib and /var/log empty: what they mount and start ends with
 * the namespace, and a node or a container engine that the machine has is not touched. Left outside of
 * it are the cgroup `towpath-…` and the kernel's forwarding switch; {@link stop} restores both.
 */
export class RealNode {
  private kubelet: ManagedProcess | undefined;
  private containerd: ManagedProcess | undefined;
  private readonly folder: string;
  private readonly cgroup: string;
  private readonly forwarding = readFileSync(FORWARD, "utf8").trim();
  private readonly watchdog: Watchdog;

  constructor(
    private readonly plane: ControlPlane,
    private readonly kubeletPath: string,
    private readonly tools: NodeTools,
  ) {
    this.folder = join(plane.folder, "node");
    mkdirSync(this.folder);
    this.cgroup = `towpath-${process.pid}`;
    this.watchdog = new Watchdog(
      this.folder,
      // What is killed leaves its groups a moment later.
      `for i in 1 2 3 4 5; do sleep 0.5
       find ${CGROUPS} -depth -type d -path "*/${this.cgroup}*" -exec rmdir {} + 2>/dev/null
       done; echo ${this.forwarding} > ${FORWARD}`,
    );
  }

  private get socket(): string {
    return join(this.folder, "containerd.sock");
  }

  /** Starts it and waits until the cluster says that it is Ready. */
  async start(images: readonly LocalImage[]): Promise<void> {
    for (const hierarchy of hierarchies())
      mkdirSync(join(hierarchy, this.cgroup), { recursive: true });
    const [port] = await freePorts(1);
    const write = (name: string, content: string) => {
      writeFileSync(join(this.folder, name), content);
      return join(this.folder, name);
    };
    mkdirSync(join(this.folder, "net"));
    write("net/10-pods.conflist", networkConfig(this.folder));
    const config = write("containerd.toml", containerdConfig(this.folder, this.tools, PAUSE.name));
    write("kubelet.json", kubeletConfig(this.folder, { cgroup: `/${this.cgroup}`, port }));
    this.containerd = this.run("containerd", "unshare", [
      ...["--mount", "--pid", "--fork", "--kill-child", "--mount-proc"],
      ...["sh", "-c", `${EMPTY}; exec "$@"`, "init", this.tools.containerd, "--config", config],
    ]);
    await this.until("containerd answers", () => existsSync(this.socket));
    for (const image of [PAUSE, ...images]) await this.importImage(image);
    this.startKubelet();
    await this.untilReady();
  }

  /** Ends kubelet; containers go on. */
  async stopKubelet(): Promise<void> {
    const inner = childOf(this.kubelet?.pid);
    await this.kubelet?.stop();
    await this.until("kubelet has ended", () => inner === "" || !existsSync(`/proc/${inner}`));
  }

  /** Waits until the cluster says that the node is Ready. */
  async untilReady(): Promise<Live> {
    const id = { apiVersion: "v1", kind: "Node", metadata: { name: REAL_NODE } };
    return this.plane.client.until("the real node is Ready", async () => {
      this.kubelet?.mustRun();
      const live = await this.plane.client.get(id);
      return live !== undefined && isReady(live) ? live : undefined;
    });
  }

  /** Ends everything that ran on it, and puts the machine back as it was. */
  async stop(): Promise<void> {
    await this.stopKubelet();
    // unshare waits for its child whatever it is asked, and takes it along when it is killed.
    await this.containerd?.stop("SIGKILL");
    await this.until("its cgroups are empty", () => removeCgroups(this.cgroup));
    writeFileSync(FORWARD, this.forwarding);
    await this.watchdog.dismiss();
  }

  /** Starts kubelet, for the first time or again. */
  startKubelet(): void {
    const init = childOf(this.containerd?.pid);
    this.kubelet = this.run("kubelet", "nsenter", [
      ...[`--target=${init}`, "--mount", "--pid"],
      // nsenter forks, since a process keeps its own process namespace; so kubelet ends with it.
      ...["setpriv", "--pdeathsig", "TERM", this.kubeletPath],
      `--config=${join(this.folder, "kubelet.json")}`,
      `--kubeconfig=${this.plane.kubeconfig("kubelet")}`,
      `--root-dir=${join(this.folder, "kubelet")}`,
      `--cert-dir=${join(this.folder, "kubelet", "pki")}`,
      `--hostname-override=${REAL_NODE}`,
    ]);
  }

  private async importImage(image: LocalImage): Promise<void> {
    const archive = writeImage(image, this.folder);
    await run(this.tools.ctr, [
      "--address",
      this.socket,
      "-n",
      "k8s.io",
      "images",
      "import",
      archive,
    ]);
  }

  private run(name: string, path: string, args: readonly string[]): ManagedProcess {
    const keeping = { logs: join(this.plane.folder, "logs"), watchdog: this.watchdog };
    return new ManagedProcess(name, realpathSync(`/usr/bin/${path}`), args, keeping);
  }

  private async until(what: string, check: () => boolean): Promise<void> {
    const limit = Date.now() + LIMIT_MS;
    while (!check()) {
      if (Date.now() > limit) throw new Error(`waited ${LIMIT_MS / 1000} s until ${what}`);
      await sleep(50);
    }
  }
}

/** The one child of a process; empty when there is none. */
function childOf(pid: number | undefined): string {
  const file = `/proc/${pid ?? ""}/task/${pid ?? ""}/children`;
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}

/** Folders that kubelet, containerd and its shims write to whatever they are told. */
const EMPTY = ["/run", "/var/lib", "/var/log"]
  .map((at) => `mount -t tmpfs tmpfs ${at}`)
  .join(" && ");

/** Roots of the control group hierarchies: one with version 2, one each with version 1. */
function hierarchies(): string[] {
  if (existsSync(join(CGROUPS, "cgroup.controllers"))) return [CGROUPS];
  const names = readdirSync(CGROUPS);
  return [...new Set(names.map((name) => realpathSync(join(CGROUPS, name))))];
}

/** Removes a group of every hierarchy. @returns false while something runs in one */
function removeCgroups(name: string): boolean {
  return hierarchies().every((hierarchy) => removeCgroup(join(hierarchy, name)));
}

function removeCgroup(path: string): boolean {
  if (!existsSync(path)) return true;
  const folders = readdirSync(path, { withFileTypes: true }).filter((one) => one.isDirectory());
  if (!folders.map(({ name }) => removeCgroup(join(path, name))).every(Boolean)) return false;
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}
