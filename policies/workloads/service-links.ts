import { podRule } from "../reading/pod-rule";

/** Kubernetes sets variables for every Service of the namespace unless a pod says otherwise. */
export const serviceLinks = podRule({
  id: "workloads-service-links",
  checks: [],
  severity: "low",
  level: "advice",
  description: "Pods say `enableServiceLinks: false`.",
  why: "Otherwise every Service of the namespace adds seven variables to every container: a Service named `mlflow` sets MLFLOW_PORT, which programs take for their own setting.",
  remediation: "Write `enableServiceLinks: false` in the pod's spec; names are found by DNS.",
  check: ({ spec }, report) => {
    if (spec.enableServiceLinks === false) return;
    report(
      "the pod gets variables of every Service in its namespace; expected enableServiceLinks: false. Write that in its spec.",
    );
  },
});
