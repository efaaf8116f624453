import { resourceRule } from "../engine/rule";
import { podsOf, WORKLOADS, type WorkloadProps } from "../reading/pods";
import { missingLabels } from "./labels";
import { listed } from "./tags";

/** Pods carry the labels themselves: what runs is seen, counted and paid for by pod. */
export const podLabels = resourceRule<WorkloadProps>({
  id: "tagging-pod-labels",
  checks: ["K8S-7"],
  severity: "low",
  level: "posture",
  description:
    "The pods that a workload makes carry all labels of components/config/tags.ts, like the workload itself.",
  why: "Labels of a Deployment do not reach its pods. Metrics, logs and cost reports know pods only, and could not tell whose they are.",
  remediation:
    "Put the same labels into the template: `spec.template.metadata.labels`, or `spec.jobTemplate.spec.template.metadata.labels` of a CronJob.",
  types: WORKLOADS.filter((type) => type !== "kubernetes:core/v1:Pod"),
  check: (workload, report) => {
    const pods = podsOf(workload);
    if (pods === undefined) return;
    const missing = missingLabels(pods.metadata?.labels);
    if (missing.length === 0) return;
    report(
      `Its pods lack ${missing.length === 1 ? "the label" : "the labels"} ${listed(missing)}; expected the workload's own. Add them to the pod template's metadata.labels.`,
    );
  },
});
