import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Programs of a node beside kubelet, by name. */
export interface NodeTools {
  readonly containerd: string;
  readonly ctr: string;
  readonly runc: string;
  /** Folder of CNI plugins, as Debian's containernetworking-plugins installs them. */
  readonly cni: string;
}

/** Debian's package of each program; the last four are on every Debian. */
const PACKAGES = {
  containerd: "containerd",
  ctr: "containerd",
  runc: "runc",
  unshare: "util-linux",
  nsenter: "util-linux",
  setpriv: "util-linux",
  ldd: "libc-bin",
} as const;

/** Plugins that pods' networks are made with. */
const PLUGINS = ["loopback", "ptp", "host-local"];
/** Where Debian and the plugins' own releases put them. */
const PLUGIN_FOLDERS = ["/usr/lib/cni", "/opt/cni/bin"];

/**
 * Finds what a real node needs: root, Linux, containerd, runc and CNI plugins.
 * @returns a reason, where something is missing, with the packages that bring it
 */
export function findNodeTools(env: NodeJS.ProcessEnv): NodeTools | { readonly reason: string } {
  if (process.platform !== "linux") return { reason: "a real node needs Linux" };
  if (process.getuid?.() !== 0) return { reason: "a real node needs root" };
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const find = (name: string) =>
    folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
  const found = Object.keys(PACKAGES).map((name) => [name, find(name)] as const);
  const missing = found.filter(([, path]) => path === undefined).map(([name]) => name);
  const cni = [...(env.CNI_PATH ?? "").split(delimiter), ...PLUGIN_FOLDERS].find(
    (folder) => folder !== "" && PLUGINS.every((plugin) => existsSync(join(folder, plugin))),
  );
  const packages = new Set<string>(missing.map((name) => PACKAGES[name as keyof typeof PACKAGES]));
  if (cni === undefined) packages.add("containernetworking-plugins");
  const { containerd, ctr, runc } = Object.fromEntries(found);
  if (packages.size > 0 || !containerd || !ctr || !runc || !cni) {
    return { reason: `a real node needs the packages ${[...packages].join(", ")}` };
  }
  return { containerd, ctr, runc, cni };
}
