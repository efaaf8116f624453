import { podRule } from "../reading/pod-rule";
import { containerName, eachContainer } from "../reading/pods";

/** Pod Security Standards, restricted: "Privilege Escalation". Unset means allowed. */
export const privilegeEscalation = podRule({
  id: "workloads-privilege-escalation",
  checks: ["K8S-1"],
  severity: "high",
  level: "posture",
  description: "Every container says `allowPrivilegeEscalation: false`.",
  why: "Without it, a setuid program in the image makes root of the user that the pod was given.",
  remediation:
    "Spread CONTAINER_SECURITY of components/workloads/pod-security.ts into the container's securityContext.",
  controls: ["CIS EKS 4.2.5", "NSA C-0016"],
  check: ({ spec }, report) => {
    eachContainer(spec, (container) => {
      const allowed = container.securityContext?.allowPrivilegeEscalation;
      if (allowed === false) return;
      report(
        `${containerName(container)} ${allowed === true ? "allows privilege escalation" : "does not say allowPrivilegeEscalation"}; expected false. Give it CONTAINER_SECURITY.`,
      );
    });
  },
});
