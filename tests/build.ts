import { execFileSync } from "node:child_process";
import { findPython } from "../apps/cli/tracking/python";
import { messageOf } from "../lib/errors";

declare module "vitest" {
  interface ProvidedContext {
    /** Why nothing that needs MLflow can run here; empty when it can. */
    noPython: string;
  }
}

/** The part of vitest's TestProject that is used; its types are ESM, and this file is not. */
interface Provider {
  provide(key: "noPython", value: string): void;
}

/**
 * Before all tests: makes the bundles that process-level tests start, and finds out once whether
 * there is a Python for MLflow.
 */
export default async function setup(project: Provider): Promise<void> {
  execFileSync(process.execPath, ["scripts/build.js"], { stdio: "inherit" });
  const noPython = await findPython(process.env).then(
    () => "",
    (error: unknown) => messageOf(error),
  );
  if (noPython !== "") console.warn(`Tests on a real MLflow server are skipped: ${noPython}`);
  project.provide("noPython", noPython);
}
