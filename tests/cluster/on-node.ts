import { afterAll, afterEach, beforeAll, describe, inject } from "vitest";
import { type ControlPlane, startControlPlane } from "./control-plane";
import type { LocalImage } from "./local-image";
import { findNodeTools } from "./node-tools";
import { RealNode } from "./real-node";

/** A control plane and its real node. */
export interface OnNode {
  readonly plane: ControlPlane;
  readonly node: RealNode;
}

/**
 * Tests on a real node with a control plane of their own, started before the first and gone after the
 * last; the logs stay when one has failed. Skipped where a node cannot be had: setup.ts says why.
 * @param images what pods may run; asked for before anything is started
 */
export function describeOnNode(
  title: string,
  images: () => readonly LocalImage[] | Promise<readonly LocalImage[]>,
  tests: (on: () => OnNode) => void,
): void {
  describe.skipIf(inject("noNode") !== "")(title, () => {
    let plane: ControlPlane | undefined;
    let node: RealNode | undefined;
    // Until it has started.
    let failed = true;

    beforeAll(async () => {
      const tools = findNodeTools(process.env);
      if ("reason" in tools) throw new Error(tools.reason);
      const wanted = await images();
      plane = await startControlPlane(inject("binaries"));
      node = new RealNode(plane, inject("kubelet"), tools);
      await node.start(wanted);
      failed = false;
    });
    afterEach(({ task }) => {
      failed ||= task.result?.state === "fail";
    });
    afterAll(async () => {
      await node?.stop();
      await plane?.stop({ keepLogs: failed });
    });
    tests(() => {
      if (plane === undefined || node === undefined) {
        throw new Error("the node starts before the tests do");
      }
      return { plane, node };
    });
  });
}
