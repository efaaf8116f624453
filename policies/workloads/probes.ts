import { isDeepStrictEqual } from "node:util";
import { isSet } from "../engine/known";
import { podRule } from "../reading/pod-rule";
import { type Container, containerName, eachContainer } from "../reading/pods";

/** What runs until somebody stops it. Jobs end by themselves. */
const LONG_RUNNING = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:apps/v1:DaemonSet",
  "kubernetes:apps/v1:ReplicaSet",
  "kubernetes:core/v1:ReplicationController",
  "kubernetes:core/v1:Pod",
];

/** Kyverno's `require-pod-probes` and `ensure-probes-different`. */
export const probes = podRule({
  id: "workloads-probes",
  checks: ["K8S-5"],
  severity: "medium",
  level: "posture",
  description:
    "A container that listens has a readiness probe and a liveness probe, and they are not the same.",
  why: "Without readiness it gets requests before it can answer; without liveness nobody restarts it when it hangs; the same probe for both restarts what was only busy, all replicas at once.",
  remediation:
    "Give the container readinessProbe and livenessProbe. Let liveness be the more patient: a longer period, more failures, or a path that asks nothing of others.",
  types: LONG_RUNNING,
  check: ({ spec }, report) => {
    eachContainer(spec, (container, before) => {
      // What runs before the others ends; nobody connects to it. A sidecar (restartPolicy Always) stays.
      if (before && container.restartPolicy !== "Always") return;
      if ((container.ports ?? []).length === 0) return;
      judge(container, report);
    });
  },
});

function judge(container: Container, report: (message: string) => void): void {
  const missing = (["readinessProbe", "livenessProbe"] as const).filter(
    (probe) => !isSet(container, probe),
  );
  if (missing.length > 0) {
    report(
      `${containerName(container)} listens and has no ${missing.join(" and no ")}. Give it one of each.`,
    );
  } else if (isDeepStrictEqual(container.readinessProbe, container.livenessProbe)) {
    report(
      `${containerName(container)} has the same probe for readiness and liveness. Let liveness be the more patient.`,
    );
  }
}
