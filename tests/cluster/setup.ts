import { CONTROL_PLANE, findBinaries } from "./binaries";
import type { Paths } from "./control-plane";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the programs of a control plane lie. */
    binaries: Paths;
    /** Why there are none; empty when there are. */
    noBinaries: string;
  }
}

/** The part of vitest's TestProject that is used; its types are ESM, and this file is not. */
interface Provider {
  provide(key: "binaries", value: Paths): void;
  provide(key: "noBinaries", value: string): void;
}

/** Milliseconds between two lines of progress where there is no terminal to redraw. */
const LINE_MS = 15_000;

/** Before all cluster tests: finds the programs or builds them, and says so when it cannot. */
export default async function setup(project: Provider): Promise<void> {
  const started = Date.now();
  const progress = makeProgress();
  const found = await findBinaries(CONTROL_PLANE, { env: process.env, onProgress: progress.show });
  progress.end();
  if ("reason" in found) {
    console.warn(`Tests on a real Kubernetes API are skipped: ${found.reason}`);
    project.provide("noBinaries", found.reason);
    project.provide("binaries", {});
    return;
  }
  const took = found.source === "built" ? ` in ${Math.round((Date.now() - started) / 1000)} s` : "";
  console.log(`Kubernetes' programs: ${found.source}${took}`);
  project.provide("noBinaries", "");
  project.provide("binaries", found.paths);
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
