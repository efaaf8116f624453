import { stackRule } from "../engine/rule";
import { accountOf } from "../reading/accounts";
import { podsOf, WORKLOADS, type WorkloadProps } from "../reading/pods";

/** CKV_K8S_41, and that a name that is spelled wrong is found before the pods cannot be made. */
export const serviceAccounts = stackRule({
  id: "workloads-service-accounts",
  checks: ["K8S-8"],
  severity: "medium",
  level: "posture",
  description:
    "Every workload names a service account of its own namespace that the program declares.",
  why: "Rights and roles in AWS are bound to accounts. All pods that name none share `default`: what one of them is given one day, all of them have.",
  remediation:
    "Declare a ServiceAccount beside the workload (PodIdentity and StoreIdentity of components/workloads do) and pass its `metadata.name` as serviceAccountName.",
  controls: ["CIS EKS 4.1.5", "CIS EKS 5.2.1"],
  check: (stack, report) => {
    stack.each<WorkloadProps>(WORKLOADS, (workload) => {
      if (podsOf(workload) === undefined) return;
      const { name, declared } = accountOf(stack, workload);
      if (declared !== undefined && name !== "default") return;
      if (name === undefined || name === "default") {
        report(
          workload,
          "its pods have the namespace's default service account; expected one of their own. Declare a ServiceAccount and name it.",
        );
      } else {
        report(
          workload,
          `its pods name the service account ${name}, which the program does not declare in their namespace. Declare it, or name one that is there.`,
        );
      }
    });
  },
});
