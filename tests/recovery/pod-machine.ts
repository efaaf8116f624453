import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, connect, type Server } from "node:net";
import { join } from "node:path";

/** A folder or file of this machine, at a place in a container. */
export interface Bind {
  readonly from: string;
  readonly to: string;
  readonly writable?: boolean;
}

/** What a container finds besides what its pod mounts. */
export interface Image {
  readonly binds: readonly Bind[];
  /** Its variable PATH, in which its programs come first. */
  readonly path: string;
  /** /etc/passwd: a user that is not in it has no name, as in the image. */
  readonly passwd: string;
}

/** A container, as its pod's specification has it. */
export interface ContainerRun {
  readonly name: string;
  readonly image: Image;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir: string;
  readonly mounts: readonly Bind[];
  readonly user: { readonly uid: number; readonly gid: number; readonly group: number };
}

/** A port of a Service, and the one of 127.0.0.1 where something answers for it. */
export interface Route {
  readonly host: string;
  readonly port: number;
  readonly to: number;
}

const TOOLS = ["unshare", "nsenter", "chroot", "setpriv", "ip", "mount"];

/** Why containers cannot be run here; undefined when they can. */
export function whyNoContainers(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    return "namespaces of Linux want root";
  }
  const missing = TOOLS.filter((name) => spawnSync("which", [name]).status !== 0);
  if (missing.length > 0) return `not here: ${missing.join(", ")}`;
  const tried = spawnSync("unshare", ["--mount", "--net", "--pid", "--fork", "true"]);
  return tried.status === 0 ? undefined : `unshare: ${tried.stderr.toString().trim()}`;
}

/*
 * The root of a container: nothing of this machine but its programs, read-only, and what is mounted. Its
 * variables are in the environment of this script all the time: on a command line everybody reads them.
 */
const ENTER = `\
set -eu
image_path=$PATH; PATH=/usr/sbin:/usr/bin:/sbin:/bin; umask 022
root=$1 user=$2 group=$3 groups=$4 place=$5; shift 5
mount -t tmpfs -o mode=755 root "$root"
while [ "$1" != -- ]; do
  from=$1 to=$root$2 how=$3; shift 3
  mkdir -p "$(dirname "$to")"
  if [ -L "$from" ]; then ln -s "$(readlink "$from")" "$to"; continue; fi
  if [ -d "$from" ]; then mkdir -p "$to"; else : > "$to"; fi
  mount --bind "$from" "$to"
  [ "$how" = rw ] || mount -o remount,bind,ro "$to"
done
shift
mkdir -p "$root/proc" "$root/dev/shm"
mount -t proc proc "$root/proc"
mount -t tmpfs -o mode=1777,size=64m shm "$root/dev/shm"
mount -o remount,ro "$root"
exec chroot "$root" /usr/bin/setpriv --reuid="$user" --regid="$group" --groups="$groups" \\
  --no-new-privs --bounding-set=-all --inh-caps=-all /usr/bin/env -C "$place" PATH="$image_path" "$@"
`;

/** In the pod's network: takes calls of a Service, and hands them on through a socket in a folder. */
const RELAY = `
const net = require("node:net");
let open = 0;
const routes = JSON.parse(process.argv[1]);
for (const { address, port, socket } of routes) {
  net.createServer((from) => {
    const to = net.connect(socket);
    from.pipe(to).pipe(from);
    from.on("error", () => to.destroy());
    to.on("error", () => from.destroy());
  }).listen(port, address, () => { if (++open === routes.length) console.log("open"); });
}
if (routes.length === 0) console.log("open");
// With the test, however that ends.
process.stdin.on("end", () => process.exit()).resume();
`;

/** Where programs of every container are; what is a link here is one there. */
const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib64"];
const DEVICES = ["null", "zero", "full", "random", "urandom"].map((name) => `/dev/${name}`);
/** What programs look up in /etc, whatever image they are in. */
const ETC = ["ld.so.cache", "ssl", "alternatives", "nsswitch.conf"].map((name) => `/etc/${name}`);

/** A container that was started. */
export class RunningContainer {
  private text = "";
  /** Its exit code; null when it was killed. */
  readonly ended: Promise<number | null>;

  constructor(
    readonly run: ContainerRun,
    private readonly child: ChildProcess,
    private readonly network: string,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => (this.text += chunk.toString()));
    }
    this.ended = new Promise((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => {
        done(code);
      });
    });
  }

  /** Everything that it printed so far. */
  get log(): string {
    return this.text;
  }

  /** Runs a command beside its process, as a probe does. @returns was it exit code 0? */
  probe(command: readonly string[]): boolean {
    const pid = this.init();
    if (pid === undefined) return false;
    const { uid, gid, group } = this.run.user;
    const into = [`--net=${this.network}`, "--target", pid, "--mount", "--pid", "--root", "--wd=/"];
    const who = [`--reuid=${uid}`, `--regid=${gid}`, `--groups=${group}`];
    return (
      spawnSync("/usr/bin/nsenter", [...into, "/usr/bin/setpriv", ...who, ...command], {
        env: environment(this.run),
        timeout: 20_000,
      }).status === 0
    );
  }

  /** Asks its first process to end, as a kubelet does; kills it after that. @returns did it end itself? */
  async stop(graceMs: number): Promise<boolean> {
    const pid = this.init();
    if (pid !== undefined) process.kill(Number(pid), "SIGTERM");
    const timer = new Promise<"late">((done) => setTimeout(done, graceMs, "late").unref());
    const late = (await Promise.race([this.ended, timer])) === "late";
    if (late) this.child.kill("SIGKILL");
    await this.ended;
    return !late;
  }

  /** The process that is number 1 in it: the child of `unshare`. */
  private init(): string | undefined {
    const pid = this.child.pid ?? 0;
    if (this.child.exitCode !== null || this.child.signalCode !== null) return undefined;
    const [first] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ");
    return first === "" ? undefined : first;
  }
}

const environment = ({ env, image }: ContainerRun) => ({ ...env, PATH: image.path });

/**
 * A pod's machine: a network of its own in which Services answer under their names and ports, and
 * containers with a root, a user and processes of their own. No container runtime is needed.
 */
export class PodMachine {
  private made = 0;

  private constructor(
    private readonly folder: string,
    private readonly pause: ChildProcess,
    private readonly ways: readonly Server[],
  ) {}

  /** @param folder an empty one, for what it makes */
  static async start(folder: string, routes: readonly Route[]): Promise<PodMachine> {
    const ways: Server[] = [];
    // Each Service has an address of loopback for itself: the pod's own 127.0.0.1 is nobody else's.
    const told = routes.map(({ port, to }, index) => {
      const socket = join(folder, `service-${index}`);
      const server = createServer((from) => {
        const way = connect(to, "127.0.0.1");
        from.pipe(way).pipe(from);
        from.on("error", () => way.destroy());
        way.on("error", () => from.destroy());
      });
      server.listen(socket);
      ways.push(server);
      return { address: `127.0.1.${index + 1}`, port, socket };
    });
    const hosts = routes.map(({ host }, index) => `127.0.1.${index + 1} ${host}\n`);
    writeFileSync(join(folder, "hosts"), `127.0.0.1 localhost\n${hosts.join("")}`);
    const relay = ["-e", RELAY, JSON.stringify(told)];
    const begin = 'ip link set lo up && exec "$@"';
    const how = ["--net", "sh", "-c", begin, "pause", process.execPath, ...relay];
    const pause = spawn("unshare", how, { stdio: ["pipe", "pipe", "inherit"] });
    await new Promise<void>((done, fail) => {
      pause.stdout.once("data", () => {
        done();
      });
      pause.once("exit", (code) => {
        fail(new Error(`the pod's network ended: ${String(code)}`));
      });
    });
    return new PodMachine(folder, pause, ways);
  }

  begin(run: ContainerRun): RunningContainer {
    const own = join(this.folder, `${++this.made}-${run.name}`);
    const root = join(own, "root");
    mkdirSync(root, { recursive: true });
    writeFileSync(join(own, "passwd"), run.image.passwd);
    const { uid, gid, group } = run.user;
    const binds: Bind[] = [
      ...[...SYSTEM, ...DEVICES, ...ETC].filter(isThere).map((path) => ({
        from: path,
        to: path,
        writable: DEVICES.includes(path),
      })),
      { from: join(own, "passwd"), to: "/etc/passwd" },
      { from: join(this.folder, "hosts"), to: "/etc/hosts" },
      ...run.image.binds,
      ...run.mounts,
    ];
    const listed = binds.flatMap(({ from, to, writable }) => [
      from,
      to,
      writable === true ? "rw" : "ro",
    ]);
    const who = [uid, gid, group].map(String);
    const network = `/proc/${this.pause.pid ?? 0}/ns/net`;
    const spaces = ["/usr/bin/unshare", "--mount", "--pid", "--kill-child"];
    const enter = ["/bin/sh", "-c", ENTER, run.name, root, ...who, run.workingDir];
    // It ends with the test, however that ends.
    const bound = ["--pdeathsig=KILL", "/usr/bin/nsenter", `--net=${network}`, ...spaces];
    const args = [...bound, ...enter, ...listed, "--", ...run.command];
    const child = spawn("/usr/bin/setpriv", args, {
      env: environment(run),
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new RunningContainer(run, child, network);
  }

  close(): void {
    this.pause.kill("SIGKILL");
    for (const way of this.ways) way.close();
  }
}

function isThere(path: string): boolean {
  try {
    execFileSync("test", ["-e", path]);
    return true;
  } catch {
    return false;
  }
}
