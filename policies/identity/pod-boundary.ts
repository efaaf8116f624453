import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { allowing } from "./grants";
import { ROLE, trustsPods, type TrustProps, wanted } from "./trust";

interface RoleProps extends TrustProps {
  readonly permissionsBoundary?: string;
}

/** The add-ons' namespace: their policies are AWS's own, which no boundary of ours keeps up with. */
const SYSTEM = "kube-system";

/** Add-ons apart, no role of pods is without one: whatever is attached to it by hand, there is a most. */
export const podBoundary = resourceRule<RoleProps>({
  id: "identity-pod-boundary",
  checks: ["IAM-3"],
  severity: "medium",
  level: "posture",
  description: `A role that pods take has a permission boundary, unless they are those of ${SYSTEM}.`,
  why: "Whoever attaches one policy too many to a job's role by hand gives all of it to the job's code, and to whatever that code downloads.",
  remediation:
    "Make the role with `PodIdentity` and the boundary of `WorkloadBoundary` (components/workloads), or set `permissionsBoundary` to one of your own.",
  types: [ROLE],
  check: ({ props }, report) => {
    const pods = allowing(props.assumeRolePolicy).filter(trustsPods);
    if (pods.length === 0 || isSet(props, "permissionsBoundary")) return;
    const namespaces = pods.map((one) => wanted(one, "aws:RequestTag/kubernetes-namespace"));
    const system = namespaces.every(
      (values) => values.length > 0 && values.every(({ value }) => value === SYSTEM),
    );
    if (system) return;
    report(
      "The role of pods has no permission boundary; expected one. Give PodIdentity `permissionsBoundary`, of WorkloadBoundary.",
    );
  },
});
