import { z } from "zod";
import { type Allowance, allowances, allows } from "../reading/allowances";
import { podRule } from "../reading/pod-rule";
import { containerName, eachContainer } from "../reading/pods";

/** The one that the restricted level lets everybody add: to listen below port 1024. */
const HARMLESS = "NET_BIND_SERVICE";

const config = z.strictObject({
  allowed: allowances("The capability that it may add.", [
    {
      component: "towpath:nodes:DevicePlugin",
      what: "SYS_ADMIN",
      reason:
        "Where GPUs are cut with MIG, it watches the parts: NVIDIA's chart gives the plugin the same (templates/_helpers.tpl, nvidia-device-plugin.securityContext).",
    },
  ]),
});

/** Pod Security Standards, restricted: "Capabilities". */
export const capabilities = podRule<{ readonly allowed: readonly Allowance[] }>({
  id: "workloads-capabilities",
  checks: ["K8S-1"],
  severity: "high",
  level: "posture",
  description:
    "Every container drops ALL capabilities and adds none but NET_BIND_SERVICE, except the platform's own software that is listed.",
  why: "Capabilities are root's powers in parts: with the ones that a runtime gives by default a container can forge packets and take over files of other users.",
  remediation:
    'Write `capabilities: { drop: ["ALL"] }`, which CONTAINER_SECURITY of components/workloads/pod-security.ts has. Software that cannot work without one needs a line with its reason in policies/workloads/capabilities.ts.',
  controls: ["NSA C-0046"],
  config,
  check: ({ spec }, report, { config: { allowed } }, { urn }) => {
    eachContainer(spec, (container) => {
      const { add = [], drop = [] } = container.securityContext?.capabilities ?? {};
      if (!drop.includes("ALL")) {
        report(
          `${containerName(container)} drops ${drop.length === 0 ? "no capabilities" : drop.join(", ")}; expected ALL. Give it CONTAINER_SECURITY.`,
        );
      }
      const more = add.filter((one) => one !== HARMLESS && !allows(allowed, urn, one));
      if (more.length > 0) {
        report(
          `${containerName(container)} adds ${more.join(", ")}; expected nothing but ${HARMLESS}. Take it out, or have it allowed with its reason in policies/workloads/capabilities.ts.`,
        );
      }
    });
  },
});
