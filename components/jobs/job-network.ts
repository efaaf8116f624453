import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { podsOf, TO_NAMES } from "../workloads/network-rules";
import { JOB_PODS } from "./labels";
import type { JobSite } from "./site";

/**
 * The way of a team's jobs: names, tracking, the object store. Nobody calls a job, so nothing comes
 * in.
 */
export function jobNetwork(
  name: string,
  { tracking, storageEgress }: Pick<JobSite, "tracking" | "storageEgress">,
  args: {
    readonly namespace: pulumi.Input<string>;
    readonly labels: Readonly<Record<string, string>>;
  },
  opts: pulumi.CustomResourceOptions,
): kubernetes.networking.v1.NetworkPolicy {
  return new kubernetes.networking.v1.NetworkPolicy(
    name,
    {
      metadata: { namespace: args.namespace, labels: { ...args.labels } },
      spec: {
        podSelector: { matchLabels: { ...JOB_PODS } },
        policyTypes: ["Ingress", "Egress"],
        egress: [
          TO_NAMES,
          {
            to: podsOf([tracking.namespace]),
            ports: [{ protocol: "TCP", port: tracking.port }],
          },
          ...storageEgress,
        ],
      },
    },
    opts,
  );
}
