import { resourceRule } from "../engine/rule";

/** The stores of a cluster that is there already, and the backups of them. */
export const volumesProtected = resourceRule({
  id: "backups-volumes-protected",
  checks: ["BKP-1"],
  severity: "high",
  level: "posture",
  description: "Where the posture protects data, Pulumi refuses to delete or replace a volume.",
  why: "A claim that is replaced is a disk that is deleted, with the database, the artifacts or the backups on it. Kubernetes does not ask.",
  remediation:
    "Give the component `protect: settings.protect` (components/config/retention.ts), as components/in-cluster/existing-cluster.ts does. What may be lost belongs on an emptyDir or an ephemeral volume of the pod.",
  types: ["kubernetes:core/v1:PersistentVolumeClaim"],
  check: ({ opts }, report, { environment }) => {
    if (!environment.settings.protect || opts.protect) return;
    report(
      "The volume is not protected; expected the resource option protect here. Pass protect: true.",
    );
  },
});
