import type { Properties } from "../engine/subject";
import type { Given } from "../engine/testing";

/** The toleration that lets a pod onto GPU nodes. */
export const TOLERATION = { key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" };

/** A workload of a test whose one container asks for what `resources` says. */
export function workload(
  resources: Properties,
  pod: Properties = {},
  type = "kubernetes:apps/v1:Deployment",
): Given {
  const spec = { containers: [{ name: "model", resources }], ...pod };
  return {
    type,
    props:
      type === "kubernetes:core/v1:Pod"
        ? { spec }
        : type === "kubernetes:batch/v1:CronJob"
          ? { spec: { jobTemplate: { spec: { template: { spec } } } } }
          : { spec: { template: { spec } } },
  };
}
