import { podRule } from "../reading/pod-rule";
import { containerName, eachContainer } from "../reading/pods";

/** kube-score's `container-security-context-readonlyrootfilesystem`; no Pod Security Standard has it. */
export const readOnlyRoot = podRule({
  id: "workloads-read-only-root",
  checks: ["K8S-3"],
  severity: "medium",
  level: "posture",
  description: "Every container's own file system is read-only.",
  why: "Whoever gets into a container whose files can be written changes what it serves, and nobody sees a difference to the image that was reviewed.",
  remediation:
    "Give the container CONTAINER_SECURITY of components/workloads/pod-security.ts, and an emptyDir (SCRATCH_MOUNT and scratchVolume there) where it must write.",
  controls: ["NSA C-0017"],
  check: ({ spec }, report) => {
    eachContainer(spec, (container) => {
      if (container.securityContext?.readOnlyRootFilesystem === true) return;
      report(
        `${containerName(container)} can write its own file system; expected readOnlyRootFilesystem: true. Give it CONTAINER_SECURITY, and an emptyDir where it must write.`,
      );
    });
  },
});
