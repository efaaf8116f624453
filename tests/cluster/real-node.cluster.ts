import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import type { ApiClient, Live } from "./api-client";
import { type ControlPlane, startControlPlane } from "./control-plane";
import type { LocalImage } from "./local-image";
import type { Manifest } from "./manifest";
import { machineState } from "./machine-state";
import { findNodeTools } from "./node-tools";
import { isReady } from "./nodes";
import { REAL_NODE, RealNode } from "./real-node";

/** Node.js of this machine. */
const IMAGE: LocalImage = {
  name: "towpath.invalid/node:local",
  programs: [process.execPath],
  entrypoint: [process.execPath],
};

/** What the pod runs: says who it is, and whether it can write to its own root. */
const SERVER = `
const { writeFileSync } = require("node:fs");
let root = "writable";
try { writeFileSync("/probe", ""); } catch (error) { root = error.code; }
const status = require("node:fs").readFileSync("/proc/self/status", "utf8");
const seccomp = /^Seccomp:\\s*(\\d)/m.exec(status)[1];
const capabilities = /^CapEff:\\s*(\\w+)/m.exec(status)[1];
require("node:http").createServer((_, response) => {
  response.end(JSON.stringify({ uid: process.getuid(), root, seccomp, capabilities, started: process.env.STARTED }));
}).listen(8080);`;

const POD: Manifest = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "server", namespace: "default" },
  spec: {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 1,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 10001,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [
      {
        name: "main",
        image: IMAGE.name,
        imagePullPolicy: "Never",
        args: ["-e", SERVER],
        readinessProbe: { httpGet: { path: "/", port: 8080 }, periodSeconds: 1 },
        resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "256Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          readOnlyRootFilesystem: true,
        },
      },
    ],
  },
};

describe.skipIf(inject("noNode") !== "")("a real node", () => {
  let started: ControlPlane | undefined;
  let node: RealNode | undefined;
  // Until it has started.
  let failed = true;
  const before = machineState();
  const plane = () => {
    if (started === undefined) throw new Error("the control plane starts before the tests do");
    return started;
  };

  beforeAll(async () => {
    const tools = findNodeTools(process.env);
    if ("reason" in tools) throw new Error(tools.reason);
    started = await startControlPlane(inject("binaries"));
    node = new RealNode(started, inject("kubelet"), tools);
    await node.start([IMAGE]);
    failed = false;
  });
  afterEach(({ task }) => {
    failed ||= task.result?.state === "fail";
  });
  afterAll(async () => {
    await node?.stop();
    await started?.stop({ keepLogs: failed });
  });

  test("runs a pod that is confined as its manifest says, and is reached by its address", async () => {
    const { client } = plane();
    await client.apply(POD);
    const running = await ready(client, POD);
    expect(running.spec).toMatchObject({ nodeName: REAL_NODE });
    expect(await ask(running)).toEqual({
      uid: 10001,
      root: "EROFS",
      // 2: a filter is in force.
      seccomp: "2",
      capabilities: "0000000000000000",
    });
  });

  test("keeps its pods while kubelet is away, and starts what came meanwhile", async () => {
    const { client } = plane();
    const before = await client.get(POD);
    await node?.stopKubelet();
    expect(await ask(before)).toMatchObject({ uid: 10001 });
    const late = { ...POD, metadata: { ...POD.metadata, name: "late" } };
    await client.apply(late);
    node?.startKubelet();
    expect(await ask(await ready(client, late))).toMatchObject({ uid: 10001 });
    const after = await client.get(POD);
    expect(after?.metadata.uid).toBe(before?.metadata.uid);
    expect(restarts(after?.status)).toEqual([0]);
    await client.remove(late);
  });

  test("leaves the machine as it was", async () => {
    await plane().client.remove(POD);
    await node?.stop();
    node = undefined;
    expect(machineState()).toEqual(before);
  });
});

/** Waits until a pod is Ready. */
async function ready(client: ApiClient, pod: Manifest): Promise<Live> {
  return client.until("the pod is Ready", async () => {
    const live = await client.get(pod);
    return live !== undefined && isReady(live) ? live : undefined;
  });
}

/** What a pod answers under its address. */
async function ask(pod: Live | undefined): Promise<unknown> {
  const { podIP } = pod?.status as { podIP: string };
  return (await fetch(`http://${podIP}:8080/`)).json();
}

function restarts(status: unknown): number[] {
  const { containerStatuses } = status as { containerStatuses: { restartCount: number }[] };
  return containerStatuses.map(({ restartCount }) => restartCount);
}
