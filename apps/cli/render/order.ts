import type { Registration } from "../preview/registration";

/** What is applied first comes first; a kind that is not listed goes between workloads and admission. */
const GROUPS: readonly (readonly string[])[] = [
  ["Namespace"],
  ["CustomResourceDefinition"],
  ["PriorityClass", "RuntimeClass", "StorageClass", "VolumeSnapshotClass", "IngressClass"],
  // Before the first pod, or that pod is not counted, not bounded, and talks to whom it likes.
  ["ResourceQuota", "LimitRange", "NetworkPolicy"],
  ["ServiceAccount"],
  ["ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding"],
  ["ConfigMap", "Secret", "PersistentVolume", "PersistentVolumeClaim"],
  ["Service", "Endpoints", "EndpointSlice"],
  ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Pod", "Job", "CronJob"],
];
/** Judges what is applied after it, and so it would judge the platform itself. */
const LAST = [
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "MutatingWebhookConfiguration",
  "APIService",
];

/** The place of an object's kind in the order of application: smaller is earlier. */
export function rankOf({ apiVersion, kind }: { apiVersion: string; kind: string }): number {
  // Kubernetes' own groups have no dot or end in k8s.io; others may use the same kinds for their own.
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  if (group.includes(".") && !group.endsWith(".k8s.io")) return GROUPS.length;
  const found = GROUPS.findIndex((kinds) => kinds.includes(kind));
  if (found >= 0) return found;
  return LAST.includes(kind) ? GROUPS.length + 1 : GROUPS.length;
}

/**
 * Resources after everything that they depend on, however far; else by URN, so that the order is the
 * program's and not that of its promises.
 */
export function dependenciesFirst(registrations: readonly Registration[]): Registration[] {
  const byUrn = new Map(registrations.map((one) => [one.urn, one]));
  const done = new Set<string>();
  const ordered: Registration[] = [];
  const visit = (urn: string) => {
    const registration = byUrn.get(urn);
    if (registration === undefined || done.has(urn)) return;
    done.add(urn);
    for (const dependency of [...registration.dependencies].sort()) visit(dependency);
    ordered.push(registration);
  };
  for (const urn of [...byUrn.keys()].sort()) visit(urn);
  return ordered;
}
