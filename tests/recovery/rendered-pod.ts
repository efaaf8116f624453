import { chmodSync, chownSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Bind, type ContainerRun, type Image, PodMachine, type Route } from "./pod-machine";
import type { RunningContainer } from "./pod-machine";
import type { ContainerSpec, Entries, PodSpec, VolumeSpec } from "./rendered-objects";

/** Where a pod runs: what its cluster has for it. */
export interface Node {
  /** An empty folder that every user may pass through. */
  readonly folder: string;
  readonly routes: readonly Route[];
  /** By what an image's reference has in it. */
  readonly images: Readonly<Record<string, Image>>;
  secret(name: string): Entries;
  configMap(name: string): Entries;
  /** The folder of a claim. */
  claim(name: string): string;
}

/** What became of a pod. */
export interface PodEnded {
  /** Of the container that failed, or of the last one. */
  readonly code: number | null;
  /** Container → everything that it printed; a sidecar that was started again has all of it. */
  readonly logs: Readonly<Record<string, string>>;
  /** Sidecars that did not end when they were asked to. */
  readonly killed: readonly string[];
}

/** Milliseconds between two looks at a probe: a kubelet takes the probe's period, and so do people wait. */
const LOOK_MS = 500;
/** Milliseconds that a sidecar has to end: of the 30 s that the pod gives. */
const GRACE_MS = 15_000;

/**
 * Runs a pod as a kubelet does: its volumes, then each init container to its end, sidecars until their
 * startup probe is content, and the container; then sidecars are asked to end, last first.
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
 * @param only names of the containers to run. @default all
 */
export async function runPod(
  spec: PodSpec,
  node: Node,
  only?: readonly string[],
): Promise<PodEnded> {
  const folder = mkdtempSync(join(node.folder, "pod-"));
  chmodSync(folder, 0o711);
  const { runAsUser: uid, runAsGroup: gid, fsGroup: group } = spec.securityContext;
  const user = { uid, gid, group };
  const volumes = new Map(
    spec.volumes.map((volume) => [volume.name, place(volume, folder, node, group)]),
  );
  const machine = await PodMachine.start(folder, node.routes);
  const logs: Record<string, string> = {};
  const sidecars: RunningContainer[] = [];
  const killed: string[] = [];
  const begin = (container: ContainerSpec) => machine.begin(asRun(container, user, volumes, node));
  try {
    const wanted = (name: string) => only?.includes(name) ?? true;
    for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
      if (!wanted(container.name)) continue;
      const running = begin(container);
      if (container.restartPolicy === "Always") {
        sidecars.push(running);
        await started(container, running);
        continue;
      }
      const code = await running.ended;
      logs[container.name] = running.log;
      if (code !== 0) return { code, logs, killed };
    }
    return { code: 0, logs, killed };
  } finally {
    for (const sidecar of sidecars.reverse()) {
      if (!(await sidecar.stop(GRACE_MS))) killed.push(sidecar.run.name);
      logs[sidecar.run.name] = sidecar.log;
    }
    machine.close();
  }
}

/** Waits as long as the kubelet would. @throws Error when a sidecar ends, or its time is over */
async function started({ name, startupProbe }: ContainerSpec, running: RunningContainer) {
  if (startupProbe === undefined) return;
  const { exec, periodSeconds, failureThreshold } = startupProbe;
  const until = Date.now() + periodSeconds * failureThreshold * 1000;
  let over: number | null | undefined;
  void running.ended.then((code) => (over = code));
  while (Date.now() < until) {
    if (running.probe(exec.command)) return;
    // None of them is to end, whatever happens: what failed is written down, and they rest.
    if (over !== undefined) throw new Error(`${name} ended (${String(over)}): ${running.log}`);
    await sleep(LOOK_MS);
  }
  throw new Error(`${name} did not start in time: ${running.log}`);
}

function asRun(
  { name, image, command, env, workingDir, volumeMounts }: ContainerSpec,
  user: ContainerRun["user"],
  volumes: ReadonlyMap<string, string>,
  node: Node,
): ContainerRun {
  const [, simulated] = Object.entries(node.images).find(([part]) => image.includes(part)) ?? [];
  if (simulated === undefined) throw new Error(`${name}: nothing stands for the image ${image}`);
  const values: Record<string, string> = {};
  for (const { name: variable, value, valueFrom } of env) {
    const ref = valueFrom?.secretKeyRef;
    const content = ref === undefined ? undefined : node.secret(ref.name)[ref.key];
    if (ref !== undefined && content === undefined) {
      throw new Error(`${name}: ${variable}: the Secret ${ref.name} has no entry ${ref.key}`);
    }
    values[variable] = content?.toString("utf8") ?? value ?? "";
  }
  return {
    ...{ name, image: simulated, env: values, workingDir, user },
    // https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
    command: command.map((word) =>
      word.replace(/\$\((\w+)\)/g, (all, key: string) => values[key] ?? all),
    ),
    mounts: volumeMounts.map(({ name: volume, mountPath, readOnly }): Bind => {
      const from = volumes.get(volume);
      if (from === undefined) throw new Error(`${name}: no volume ${volume} is declared`);
      return { from, to: mountPath, writable: readOnly !== true };
    }),
  };
}

/** Makes a volume. @returns its folder */
function place(volume: VolumeSpec, folder: string, node: Node, group: number): string {
  const { name, secret, configMap, projected, persistentVolumeClaim: claim } = volume;
  const made = claim === undefined ? join(folder, "volumes", name) : node.claim(claim.claimName);
  mkdirSync(made, { recursive: true });
  const write = (entries: Entries, items: { key: string; path: string }[], mode: number) => {
    for (const { key, path } of items) {
      const content = entries[key];
      if (content === undefined) throw new Error(`volume ${name}: found no entry ${key}`);
      const file = join(made, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      chownSync(file, 0, group);
      chmodSync(file, mode);
    }
  };
  const all = (entries: Entries, items?: readonly { key: string; path: string }[]) =>
    items === undefined ? Object.keys(entries).map((key) => ({ key, path: key })) : [...items];
  if (secret !== undefined) {
    const entries = node.secret(secret.secretName);
    write(entries, all(entries, secret.items), secret.defaultMode);
  }
  for (const map of [...(configMap === undefined ? [] : [configMap]), ...sourcesOf(volume)]) {
    const entries = node.configMap(map.name);
    const mode = configMap?.defaultMode ?? projected?.defaultMode ?? 0o644;
    write(entries, all(entries, map.items), mode);
  }
  // What fsGroup does: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
  chownSync(made, 0, group);
  chmodSync(made, 0o2775);
  return made;
}

const sourcesOf = ({ projected }: VolumeSpec) =>
  (projected?.sources ?? []).map(({ configMap }) => configMap);
