import { spawnSync } from "node:child_process";
import * as pulumi from "@pulumi/pulumi";
import { didYouMean } from "../lib/nearest";
import type { Environment } from "./config/environment";

/**
 * The oldest Kubernetes that an environment may run on: the oldest that environments on AWS run
 * (stacks/images.yaml) and that every manifest is applied to in tests/cluster. Kubernetes itself
 * stopped mending 1.33 on 2026-06-28 (https://kubernetes.io/releases/1.33/).
 */
export const LEAST_KUBERNETES = { major: 1, minor: 34 } as const;

/** What one call of kubectl came to. */
export interface KubectlAnswer {
  /** null when it could not be started. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls kubectl with arguments; it reads the kubeconfig, and signs in as that says. */
export type Kubectl = (args: readonly string[]) => KubectlAnswer;

/**
 * Ends an update whose kubeconfig context is not there, does not answer, or is too old. Called before
 * anything is registered: once the first resource is, an engine makes it, even when the program ends
 * with an error. A preview asks nothing: it needs no cluster.
 * @throws RunError naming the context, what was found, and what to do
 */
export function checkCluster(
  name: string,
  environment: Environment,
  kubectl: Kubectl = runKubectl,
): void {
  if (environment.kind !== "kubernetes" || pulumi.runtime.isDryRun()) return;
  const problem = clusterProblem(environment.context, kubectl);
  if (problem === undefined) return;
  throw new pulumi.RunError(
    `stacks/Pulumi.${name}.yaml: towpath:environment.context: ${problem}. Nothing was changed.`,
  );
}

/** What is wrong with a context; undefined when it can be deployed to. */
export function clusterProblem(context: string, kubectl: Kubectl): string | undefined {
  const listed = kubectl(["config", "get-contexts", "--output=name"]);
  if (listed.status === null) {
    return `found "${context}", and no kubectl to ask about it; expected kubectl on the PATH (https://kubernetes.io/docs/tasks/tools/)`;
  }
  if (listed.status !== 0) return `the kubeconfig cannot be read: ${lastLine(listed.stderr)}`;
  const contexts = listed.stdout.split("\n").filter((line) => line !== "");
  if (!contexts.includes(context)) {
    const known = contexts.length === 0 ? "the kubeconfig has none" : contexts.join(", ");
    return `found "${context}"${didYouMean(context, contexts)}, which the kubeconfig does not have; expected one of: ${known}`;
  }
  const asked = kubectl([
    "version",
    "--output=json",
    "--request-timeout=15s",
    `--context=${context}`,
  ]);
  const version = versionOf(asked.stdout);
  if (version === undefined) {
    return `found "${context}", whose cluster does not tell its version: ${lastLine(asked.stderr)}; expected one that answers \`kubectl --context ${context} version\``;
  }
  const { major, minor } = LEAST_KUBERNETES;
  if (version.major > major || (version.major === major && version.minor >= minor))
    return undefined;
  return `found "${context}", which runs Kubernetes ${version.text}; expected ${major}.${minor} or newer: upgrade the cluster, or name another`;
}

/** The server's version in kubectl's answer. Minors of some clusters end in "+". */
function versionOf(json: string): { major: number; minor: number; text: string } | undefined {
  try {
    const { serverVersion } = JSON.parse(json) as {
      serverVersion?: { major?: string; minor?: string; gitVersion?: string };
    };
    const major = Number.parseInt(serverVersion?.major ?? "", 10);
    const minor = Number.parseInt(serverVersion?.minor ?? "", 10);
    if (Number.isNaN(major) || Number.isNaN(minor)) return undefined;
    return { major, minor, text: serverVersion?.gitVersion ?? `${major}.${minor}` };
  } catch {
    return undefined;
  }
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}

/** kubectl knows every way to sign in that a kubeconfig can name; Pulumi's provider needs none of it. */
function runKubectl(args: readonly string[]): KubectlAnswer {
  const { status, stdout, stderr, error } = spawnSync("kubectl", args, {
    encoding: "utf8",
    timeout: 30_000,
  });
  const missing = error !== undefined && "code" in error && error.code === "ENOENT";
  // One that ran into the limit did start: what it said is what there is to say.
  return { status: missing ? null : (status ?? 1), stdout, stderr };
}
