import { isSet } from "../engine/known";
import { podRule } from "../reading/pod-rule";

/**
 * k8s.io/pod-security-admission v0.34.4, policy/check_restrictedVolumes.go, with hostPath, of which
 * host-paths.ts says more.
 */
const ALLOWED: readonly string[] = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
  "hostPath",
];

/** Pod Security Standards, restricted: "Volume Types". */
export const volumeTypes = podRule({
  id: "workloads-volume-types",
  checks: ["K8S-2"],
  severity: "medium",
  level: "posture",
  description:
    "Pods mount only volumes of the core types; storage from elsewhere comes by a PersistentVolumeClaim.",
  why: "A volume that the pod itself describes (NFS, iSCSI and the like) reaches a server past storage classes, encryption and quotas.",
  remediation:
    "Use a PersistentVolumeClaim of the default storage class, an emptyDir, a ConfigMap, a Secret or a projected volume.",
  check: ({ spec }, report) => {
    for (const volume of spec.volumes ?? []) {
      if (ALLOWED.some((type) => isSet(volume, type))) continue;
      const found = Object.keys(volume).find((key) => key !== "name");
      report(
        `volume "${volume.name ?? "without a name"}" is of type ${found ?? "none"}; expected a claim, emptyDir, ConfigMap, Secret or projected. Use a PersistentVolumeClaim.`,
      );
    }
  },
});
