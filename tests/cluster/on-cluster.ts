import { afterAll, afterEach, beforeAll, describe, inject } from "vitest";
import type { PreviewReport } from "../../apps/cli/preview/report";
import { CHECKOUT, preview } from "../preview-run";
import type { ApiClient } from "./api-client";
import { type ControlPlane, startControlPlane } from "./control-plane";
import type { Manifest } from "./manifest";

/**
 * Tests against a control plane of their own, started before the first and gone after the last; its
 * logs stay when one has failed. Skipped where its programs cannot be had: setup.ts says why.
 */
export function describeOnCluster(title: string, tests: (plane: () => ControlPlane) => void): void {
  describe.skipIf(inject("noBinaries") !== "")(title, () => {
    let plane: ControlPlane | undefined;
    let failed = false;
    beforeAll(async () => {
      plane = await startControlPlane(inject("binaries"));
    });
    afterEach(({ task }) => {
      failed ||= task.result?.state === "fail";
    });
    afterAll(async () => {
      await plane?.stop({ keepLogs: failed });
    });
    tests(() => {
      if (plane === undefined) throw new Error("the control plane starts before the tests do");
      return plane;
    });
  });
}

/** What the program registers for an environment of this checkout. The pack has its own tests. */
export async function previewOf(environment: string): Promise<PreviewReport> {
  const ran = await preview(CHECKOUT, environment, "--json", "--no-policies");
  if (ran.code !== 0) throw new Error(`towpath preview ${environment}: ${ran.stderr}${ran.stdout}`);
  return JSON.parse(ran.stdout) as PreviewReport;
}

/** Deletes objects, the last one first; namespaces at the end, together, since each takes seconds. */
export async function removeAll(client: ApiClient, objects: readonly Manifest[]): Promise<void> {
  const namespaces = objects.filter(({ kind }) => kind === "Namespace");
  const others = objects.filter(({ kind }) => kind !== "Namespace");
  for (const object of [...others].reverse()) await client.remove(object);
  await Promise.all(namespaces.map((object) => client.remove(object)));
}
