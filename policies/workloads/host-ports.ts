import { podRule } from "../reading/pod-rule";
import { type Container, containerName, eachContainer } from "../reading/pods";

/** Where a container can say whom to ask, by the names that it has there. */
const asks = (container: Container) =>
  [
    ["livenessProbe", container.livenessProbe],
    ["readinessProbe", container.readinessProbe],
    ["startupProbe", container.startupProbe],
    ["lifecycle.postStart", container.lifecycle?.postStart],
    ["lifecycle.preStop", container.lifecycle?.preStop],
  ] as const;

/** Pod Security Standards, baseline: "Host Ports" and, since 1.34, "Host Probes / Lifecycle Hooks". */
export const hostPorts = podRule({
  id: "workloads-host-ports",
  checks: ["K8S-2"],
  severity: "high",
  level: "posture",
  description:
    "No container takes a port of its node, or has kubelet ask another host than itself.",
  why: "A port of the node is open to everything that reaches the node, past Services and network policies; a probe of another host makes kubelet ask in the pod's place.",
  remediation:
    "Take hostPort out, and let clients use a Service. Take `host` out of probes and hooks: kubelet asks the pod itself.",
  controls: ["NSA C-0044"],
  check: ({ spec }, report) => {
    eachContainer(spec, (container) => {
      for (const { hostPort = 0 } of container.ports ?? []) {
        if (hostPort === 0) continue;
        report(
          `${containerName(container)} takes port ${hostPort} of its node; expected none. Take hostPort out and let clients use a Service.`,
        );
      }
      for (const [name, probe] of asks(container)) {
        const host = probe?.httpGet?.host ?? probe?.tcpSocket?.host ?? "";
        if (host === "") continue;
        report(
          `${containerName(container)} has kubelet ask ${host} (${name}); expected the pod itself. Take \`host\` out.`,
        );
      }
    });
  },
});
