import { type Binary, CONTROL_PLANE, findBinaries } from "./binaries";
import type { Paths } from "./control-plane";
import { findNodeTools } from "./node-tools";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the programs of a control plane lie. */
    binaries: Paths;
    /** Why there are none; empty when there are. */
    noBinaries: string;
    /** Where kubelet lies; empty without a real node. */
    kubelet: string;
    /** Why there is no real node; empty when there is one. */
    noNode: string;
  }
}

/** The part of vitest's TestProject that is used; its types are ESM, and this file is not. */
interface Provider {
  provide(key: "binaries", value: Paths): void;
  provide(key: "noBinaries" | "kubelet" | "noNode", value: string): void;
}

/** Milliseconds between two lines of progress where there is no terminal to redraw. */
const LINE_MS = 15_000;

/** Before all cluster tests: finds the programs or builds them, and says so when it cannot. */
export default async function setup(project: Provider): Promise<void> {
  const progress = makeProgress();
  const options = { env: process.env, onProgress: progress.show };
  const find = async (wanted: readonly Binary[]) => {
    const started = Date.now();
    const found = await findBinaries(wanted, options);
    progress.end();
    if ("reason" in found) return found;
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`${wanted.join(", ")}: ${found.source}${seconds > 20 ? ` in ${seconds} s` : ""}`);
    return found;
  };

  const found = await find(CONTROL_PLANE);
  const noBinaries = "reason" in found ? found.reason : "";
  if (noBinaries) console.warn(`Tests on a real Kubernetes API are skipped: ${noBinaries}`);
  project.provide("noBinaries", noBinaries);
  project.provide("binaries", "reason" in found ? {} : found.paths);

  const tools = findNodeTools(process.env);
  const missing = noBinaries || ("reason" in tools ? tools.reason : "");
  const kubelet = missing === "" ? await find(["kubelet"]) : { reason: missing };
  const noNode = "reason" in kubelet ? kubelet.reason : "";
  if (noNode) console.warn(`Tests on a real node are skipped: ${noNode}`);
  project.provide("noNode", noNode);
  project.provide("kubelet", "reason" in kubelet ? "" : (kubelet.paths.kubelet ?? ""));
}

/** One line that is redrawn on a terminal; elsewhere a line now and then, for logs. */
function makeProgress() {
  const { stderr } = process;
  let last = 0;
  let step = "";
  return {
    show: (text: string) => {
      if (stderr.isTTY) {
        stderr.write(`\r\u001b[2K${text.slice(0, (stderr.columns || 80) - 1)}`);
        return;
      }
      // A new step shows at once, its counting now and then.
      const kind = text.split(":")[0] ?? text;
      if (kind === step && Date.now() - last < LINE_MS) return;
      stderr.write(`${text}\n`);
      step = kind;
      last = Date.now();
    },
    end: () => {
      if (stderr.isTTY) stderr.write("\r\u001b[2K");
    },
  };
}
