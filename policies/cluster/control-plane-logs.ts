import type * as aws from "@pulumi/aws";
import type { Inputs } from "../engine/subject";
import { resourceRule } from "../engine/rule";

/** Every kind that there is. https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"] as const;

export const clusterControlPlaneLogs = resourceRule<Inputs<aws.eks.ClusterArgs>>({
  id: "cluster-control-plane-logs",
  checks: ["EKS-3"],
  severity: "medium",
  level: "posture",
  description: "A cluster keeps all five logs of its control plane.",
  why: "After an incident the audit log tells who did what, the authenticator's who they were, and the scheduler's why a pod never ran. What was not written cannot be read later.",
  remediation:
    "Leave `enabledClusterLogTypes` to the component Cluster, which names all five; what they cost is in the log group's retention.",
  controls: ["CIS EKS 2.1.1", "NSA C-0067"],
  types: ["aws:eks/cluster:Cluster"],
  check: ({ props }, report) => {
    const kept = props.enabledClusterLogTypes ?? [];
    const missing = LOGS.filter((log) => !kept.includes(log));
    if (missing.length > 0) {
      report(
        `the control plane's logs ${missing.join(", ")} are off; expected all of ${LOGS.join(", ")}. Add them to enabledClusterLogTypes.`,
      );
    }
  },
});
