import { z } from "zod";
import { type Allowance, allowances, allows } from "../reading/allowances";
import { podRule } from "../reading/pod-rule";
import { containerName, eachContainer } from "../reading/pods";

const SOCKETS =
  "Kubelet's sockets lie in a directory of mode 0750 that belongs to root (components/nodes/gpu-pods.ts); it runs as root without any capability.";

const config = z.strictObject({
  allowed: allowances("The container that may run as root, by name.", [
    { component: "towpath:nodes:DevicePlugin", what: "device-plugin", reason: SOCKETS },
    { component: "towpath:nodes:DcgmExporter", what: "exporter", reason: SOCKETS },
  ]),
});

/** Pod Security Standards, restricted: "Running as Non-root" and "Running as Non-root user". */
export const nonRoot = podRule<{ readonly allowed: readonly Allowance[] }>({
  id: "workloads-non-root",
  checks: ["K8S-3"],
  severity: "high",
  level: "posture",
  description:
    "Every container says `runAsNonRoot: true`, itself or for the pod, and none has the user 0.",
  why: "Root in a container is root on the node as soon as anything between them has a hole.",
  remediation:
    "Give the pod POD_SECURITY and its containers CONTAINER_SECURITY of components/workloads/pod-security.ts. Where the image wants a user of its own, name that user's number.",
  controls: ["NSA C-0013"],
  config,
  check: ({ spec }, report, { config: { allowed } }, { urn }) => {
    eachContainer(spec, (container) => {
      if (allows(allowed, urn, container.name ?? "")) return;
      const own = container.securityContext;
      const user = own?.runAsUser ?? spec.securityContext?.runAsUser;
      if (user === 0) {
        report(
          `${containerName(container)} runs as user 0, which is root; expected another. Give the pod POD_SECURITY.`,
        );
        return;
      }
      const nonRoot = own?.runAsNonRoot ?? spec.securityContext?.runAsNonRoot;
      if (nonRoot === true) return;
      report(
        `${containerName(container)} ${nonRoot === false ? "may run as root" : "does not say runAsNonRoot"}; expected runAsNonRoot: true. Give the pod POD_SECURITY.`,
      );
    });
  },
});
