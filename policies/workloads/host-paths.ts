import { z } from "zod";
import { type Report, resourceRule } from "../engine/rule";
import { type Allowance, allowances, allows } from "../reading/allowances";
import { podsOf, WORKLOADS, type WorkloadProps } from "../reading/pods";

const VOLUME = "kubernetes:core/v1:PersistentVolume";

const config = z.strictObject({
  allowed: allowances("The path on the node, exactly.", [
    {
      component: "towpath:nodes:DevicePlugin",
      what: "/var/lib/kubelet/device-plugins",
      reason:
        "A device plugin registers at kubelet's socket there: https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/#device-plugin-registration.",
    },
    {
      component: "towpath:nodes:DcgmExporter",
      what: "/var/lib/kubelet/pod-resources",
      reason:
        "Kubelet says there which pod has which GPU: https://kubernetes.io/docs/concepts/extend-kubernetes/compute-storage-net/device-plugins/#monitoring-device-plugin-resources.",
    },
  ]),
});

interface VolumeProps extends Omit<WorkloadProps, "spec"> {
  readonly spec?: WorkloadProps["spec"] & {
    readonly hostPath?: { readonly path?: string };
    readonly local?: { readonly path?: string };
  };
}

/** Pod Security Standards, baseline: "HostPath Volumes"; and the same by way of a PersistentVolume. */
export const hostPaths = resourceRule<VolumeProps, { readonly allowed: readonly Allowance[] }>({
  id: "workloads-host-paths",
  checks: ["K8S-2"],
  severity: "critical",
  level: "always",
  description:
    "No volume is a directory of the node, except the two of kubelet's that the GPU software is listed for.",
  why: "A directory of the node is every pod's: the one that mounts it reads their secrets and can write what the node runs as root.",
  remediation:
    "Use emptyDir for scratch space, a PersistentVolumeClaim for data, a ConfigMap for files. Software of the node itself needs a line with its exact path and reason in policies/workloads/host-paths.ts.",
  types: [...WORKLOADS, VOLUME],
  config,
  check: (resource, report, { config: { allowed } }) => {
    const { type, urn, props } = resource;
    const told = (name: string, path: string | undefined) => {
      if (path === undefined || allows(allowed, urn, path)) return;
      tell(report, name, path);
    };
    if (type === VOLUME) {
      told("the volume", props.spec?.hostPath?.path);
      told("the volume", props.spec?.local?.path);
      return;
    }
    for (const volume of podsOf(resource)?.spec.volumes ?? []) {
      told(`volume "${volume.name ?? "without a name"}"`, volume.hostPath?.path);
    }
  },
});

function tell(report: Report, name: string, path: string): void {
  report(
    `${name} is ${path} on the node; expected no path of the node. Use emptyDir, a claim or a ConfigMap.`,
  );
}
