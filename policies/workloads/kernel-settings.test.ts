import { ruleCases } from "../engine/testing";
import { kernelSettings } from "./kernel-settings";
import { podSpec, UNKNOWN_TEXT, withContainer, workload } from "./testing";

const sysctl = (name: string) => podSpec({ securityContext: { sysctls: [{ name, value: "1" }] } });
const annotated = (value: string) =>
  workload(
    podSpec(),
    {},
    {
      template: {
        metadata: { annotations: { "container.apparmor.security.beta.kubernetes.io/web": value } },
        spec: podSpec(),
      },
    },
  );

ruleCases(kernelSettings, {
  compliant: {
    "nothing said": { given: workload() },
    "a safe sysctl": { given: workload(sysctl("net.ipv4.tcp_keepalive_time")) },
    "the runtime's profiles, named": {
      given: withContainer({
        securityContext: {
          procMount: "Default",
          appArmorProfile: { type: "RuntimeDefault" },
          seLinuxOptions: { type: "container_t", level: "s0:c123" },
        },
      }),
    },
    "AppArmor's default as an annotation": { given: annotated("runtime/default") },
    "another type of resource": {
      given: { ...workload(sysctl("kernel.msgmax")), type: "aws:x:Y" },
    },
  },
  violating: {
    "an unsafe sysctl": {
      given: workload(sysctl("kernel.msgmax")),
      says: /the pod sets kernel\.msgmax; expected only sysctls that Kubernetes calls safe/,
    },
    "an unmasked /proc": {
      given: withContainer({ securityContext: { procMount: "Unmasked" } }),
      says: /container "web" has \/proc mounted as Unmasked; expected Default/,
    },
    "AppArmor off": {
      given: withContainer({ securityContext: { appArmorProfile: { type: "Unconfined" } } }),
      says: /AppArmor profile Unconfined/,
    },
    "AppArmor off by annotation": {
      given: annotated("unconfined"),
      says: /annotation container\.apparmor\S+ is unconfined; expected runtime\/default/,
    },
    "SELinux types of the host": {
      given: workload(podSpec({ securityContext: { seLinuxOptions: { type: "spc_t" } } })),
      says: /the pod has SELinux options ::spc_t/,
    },
    "a SELinux user": {
      given: withContainer({ securityContext: { seLinuxOptions: { user: "system_u" } } }),
      says: /options system_u::;/,
    },
  },
  undecided: {
    "a profile that only a deployment knows": {
      given: withContainer({ securityContext: { procMount: UNKNOWN_TEXT } }),
    },
  },
});
