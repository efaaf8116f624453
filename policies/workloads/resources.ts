import { isSet } from "../engine/known";
import { podRule } from "../reading/pod-rule";
import { type Container, containerName, eachContainer } from "../reading/pods";

/**
 * No limit of CPU is asked for: a container above its request only gets what nobody else wants, while
 * a limit slows it on an idle node. https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 */
const EXPECTED = [
  ["requests", "cpu"],
  ["requests", "memory"],
  ["limits", "memory"],
] as const;

/** Kyverno's `require-pod-requests-limits`. */
export const resources = podRule({
  id: "workloads-resources",
  checks: ["K8S-4"],
  severity: "medium",
  level: "posture",
  description: "Every container requests CPU and memory, and has a limit of memory.",
  why: "The scheduler places what does not say its size anywhere, and a node that runs out of memory stops pods of others.",
  remediation:
    "Write `resources: { requests: { cpu, memory }, limits: { memory } }` in the container, init containers too: what it uses at its busiest, measured.",
  controls: ["NSA C-0271"],
  check: ({ spec }, report) => {
    eachContainer(spec, (container) => {
      const missing = EXPECTED.filter(([kind, resource]) => !states(container, kind, resource));
      if (missing.length === 0) return;
      const list = missing.map(([kind, resource]) => `resources.${kind}.${resource}`).join(", ");
      report(
        `${containerName(container)} does not say ${list}. Write what it uses at its busiest.`,
      );
    });
  },
});

/** A request that is left out is the limit's: Kubernetes fills it in. */
function states(container: Container, kind: "requests" | "limits", resource: string): boolean {
  const { requests, limits } = container.resources ?? {};
  return isSet(kind === "limits" ? limits : requests, resource) || isSet(limits, resource);
}
