import { findCheckov, findKubeScore, type Found } from "./scanners";

declare module "vitest" {
  interface ProvidedContext {
    checkov: Found;
    kubeScore: Found;
  }
}

/** The part of vitest's TestProject that is used; its types are ESM, and this file is not. */
interface Provider {
  provide(key: "checkov" | "kubeScore", value: Found): void;
}

/** Before the scans: finds the scanners or makes them, and says so when it cannot. */
export default async function setup(project: Provider): Promise<void> {
  let last = "";
  const onProgress = (text: string) => {
    // A new step shows, its counting does not.
    const step = text.replace(/\d+/g, "");
    if (step !== last) console.log(text);
    last = step;
  };
  const [checkov, kubeScore] = await Promise.all([
    findCheckov(process.env, onProgress),
    findKubeScore(process.env, onProgress),
  ]);
  for (const [name, found] of Object.entries({ checkov, "kube-score": kubeScore })) {
    if ("reason" in found) console.warn(`The scan with ${name} is skipped: ${found.reason}`);
  }
  project.provide("checkov", checkov);
  project.provide("kubeScore", kubeScore);
}
