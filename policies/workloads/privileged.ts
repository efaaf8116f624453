import { containerName, eachContainer } from "../reading/pods";
import { podRule } from "../reading/pod-rule";

/**
 * Pod Security Standards, baseline: "Privileged Containers", and "HostProcess" of Windows.
 * https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export const privileged = podRule({
  id: "workloads-privileged",
  checks: ["K8S-1"],
  severity: "critical",
  level: "always",
  description: "No container is privileged.",
  why: "A privileged container is root on its node: whoever gets into it reads every pod's data and secrets there, and the node's own rights in AWS.",
  remediation:
    "Take `privileged: true` (or `hostProcess`) out of the container's securityContext. Spread CONTAINER_SECURITY of components/workloads/pod-security.ts into it, and ask for the one capability or device that is needed.",
  controls: ["CIS EKS 4.2.1", "NSA C-0057"],
  check: ({ spec }, report) => {
    if (spec.securityContext?.windowsOptions?.hostProcess === true) {
      report(
        "the pod runs as a process of its host (windowsOptions.hostProcess). Take that out: no pod of the platform may.",
      );
    }
    eachContainer(spec, (container) => {
      const security = container.securityContext;
      if (security?.privileged === true) {
        report(
          `${containerName(container)} is privileged; expected privileged: false. Give it CONTAINER_SECURITY, and the one capability that it needs.`,
        );
      }
      if (security?.windowsOptions?.hostProcess === true) {
        report(
          `${containerName(container)} runs as a process of its host (windowsOptions.hostProcess). Take that out: no pod of the platform may.`,
        );
      }
    });
  },
});
