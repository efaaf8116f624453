import { resourceRule } from "../engine/rule";
import { podsOf, WORKLOADS, type WorkloadProps } from "../reading/pods";
import { exactLabels, missingLabels, wrongLabels } from "./labels";
import { listed } from "./tags";

/** Pods carry the labels themselves: what runs is seen, counted and paid for by pod. */
export const podLabels = resourceRule<WorkloadProps>({
  id: "tagging-pod-labels",
  checks: ["K8S-7"],
  severity: "medium",
  level: "posture",
  description:
    "The pods that a workload makes carry all labels of components/config/tags.ts, with values that are right for their environment.",
  why: "Labels of a Deployment do not reach its pods. Metrics, logs and cost reports know pods only, and could not tell whose they are.",
  remediation:
    "Put the same labels into the template: `spec.template.metadata.labels`, or `spec.jobTemplate.spec.template.metadata.labels` of a CronJob.",
  types: WORKLOADS.filter((type) => type !== "kubernetes:core/v1:Pod"),
  check: (workload, report, { name: environment }) => {
    const pods = podsOf(workload);
    if (pods === undefined) return;
    const labels = pods.metadata?.labels;
    const missing = missingLabels(labels);
    if (missing.length > 0) {
      report(
        `Its pods lack ${missing.length === 1 ? "the label" : "the labels"} ${listed(missing)}; expected the workload's own. Add them to the pod template's metadata.labels.`,
      );
    }
    const wrong = wrongLabels(labels, exactLabels(environment));
    if (wrong.length > 0) {
      report(
        `Its pods' ${wrong.join(", and their ")}. Use the labels that labelsOf of components/config/tags.ts makes.`,
      );
    }
  },
});
