import type { Report } from "../engine/rule";
import { podRule } from "../reading/pod-rule";
import {
  containerName,
  eachContainer,
  type Metadata,
  type PodSpec,
  type SecuritySettings,
} from "../reading/pods";

/*
 * The values are those of k8s.io/pod-security-admission v0.34.4, which the API server judges with:
 * policy/check_sysctls.go, check_seLinuxOptions.go, check_appArmorProfile.go and check_procMount.go.
 */

const SYSCTLS: ReadonlySet<string> = new Set([
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ping_group_range",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_rmem",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.tcp_wmem",
]);
const SELINUX_TYPES: ReadonlySet<string> = new Set([
  "",
  "container_t",
  "container_init_t",
  "container_kvm_t",
  "container_engine_t",
]);
const APPARMOR_TYPES: ReadonlySet<string> = new Set(["RuntimeDefault", "Localhost"]);
/** How AppArmor was set before Kubernetes 1.30; the API server still reads it. */
const APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/";

/** Pod Security Standards, baseline: "Sysctls", "/proc Mount Type", "SELinux" and "AppArmor". */
export const kernelSettings = podRule({
  id: "workloads-kernel-settings",
  checks: ["K8S-3"],
  severity: "high",
  level: "posture",
  description:
    "Pods change no kernel setting beyond the safe ones, and keep the runtime's /proc, SELinux and AppArmor.",
  why: "These are what still holds a process that broke out of its own limits, and some kernel settings are the whole node's.",
  remediation:
    "Take sysctls, procMount, seLinuxOptions and appArmorProfile out of the pod and its containers: the runtime's own are the ones expected.",
  controls: ["NSA C-0055"],
  check: ({ metadata, spec }, report) => {
    sysctls(spec, report);
    annotations(metadata, report);
    profiles("the pod", spec.securityContext, report);
    eachContainer(spec, (container) => {
      const name = containerName(container);
      profiles(name, container.securityContext, report);
      const proc = container.securityContext?.procMount ?? "Default";
      if (proc !== "Default") {
        report(`${name} has /proc mounted as ${proc}; expected Default. Take procMount out.`);
      }
    });
  },
});

function sysctls(spec: PodSpec, report: Report): void {
  const unsafe = (spec.securityContext?.sysctls ?? [])
    .map(({ name = "" }) => name)
    .filter((name) => !SYSCTLS.has(name));
  if (unsafe.length === 0) return;
  report(
    `the pod sets ${unsafe.join(", ")}; expected only sysctls that Kubernetes calls safe. Take ${unsafe.length === 1 ? "it" : "them"} out, or set it on the node.`,
  );
}

function profiles(name: string, security: SecuritySettings | undefined, report: Report): void {
  const appArmor = security?.appArmorProfile?.type;
  if (appArmor !== undefined && !APPARMOR_TYPES.has(appArmor)) {
    report(`${name} has the AppArmor profile ${appArmor}; expected RuntimeDefault. Take it out.`);
  }
  const { type = "", user = "", role = "" } = security?.seLinuxOptions ?? {};
  if (!SELINUX_TYPES.has(type) || user !== "" || role !== "") {
    report(
      `${name} has SELinux options ${[user, role, type].join(":")}; expected the runtime's own. Take seLinuxOptions out.`,
    );
  }
}

function annotations(metadata: Metadata | undefined, report: Report): void {
  for (const [key, value] of Object.entries(metadata?.annotations ?? {})) {
    if (!key.startsWith(APPARMOR_ANNOTATION)) continue;
    if (value === "" || value === "runtime/default" || value.startsWith("localhost/")) continue;
    report(
      `the pod's annotation ${key} is ${value}; expected runtime/default. Take it out and use appArmorProfile.`,
    );
  }
}
