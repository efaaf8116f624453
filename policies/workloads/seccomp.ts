import { podRule } from "../reading/pod-rule";
import { containerName, eachContainer } from "../reading/pods";

const ALLOWED = ["RuntimeDefault", "Localhost"];

/** Pod Security Standards, restricted: "Seccomp". A profile of the container goes before the pod's. */
export const seccomp = podRule({
  id: "workloads-seccomp",
  checks: ["K8S-3"],
  severity: "medium",
  level: "posture",
  description: "Every container has the seccomp profile RuntimeDefault, its own or its pod's.",
  why: "Without a profile all system calls are open to it, the ones among them that most ways out of a container begin with.",
  remediation:
    'Give the pod POD_SECURITY of components/workloads/pod-security.ts, or `seccompProfile: { type: "RuntimeDefault" }` in its securityContext.',
  controls: ["NSA C-0055"],
  check: ({ spec }, report) => {
    eachContainer(spec, (container) => {
      const profile =
        container.securityContext?.seccompProfile ?? spec.securityContext?.seccompProfile;
      const found = profile?.type;
      if (found !== undefined && ALLOWED.includes(found)) return;
      report(
        `${containerName(container)} has ${found === undefined ? "no seccomp profile" : `the seccomp profile ${found}`}; expected RuntimeDefault. Give the pod POD_SECURITY.`,
      );
    });
  },
});
