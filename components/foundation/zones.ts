import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Zones in which EKS places no control plane, by the id that means the same zone in every account.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
 */
export const ZONES_WITHOUT_EKS = ["use1-az3", "usw1-az2", "cac1-az3"] as const;

/** The region's availability zones that a cluster may use: looked up when deployed, unknown in preview. */
export function usableZones(opts: pulumi.InvokeOutputOptions): pulumi.Output<string[]> {
  return aws.getAvailabilityZonesOutput(
    {
      state: "available",
      excludeZoneIds: [...ZONES_WITHOUT_EKS],
      // Local and Wavelength zones must be opted in to, and have neither NAT nor most instance types.
      filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
    },
    opts,
  ).names;
}

/**
 * The name of the zone at an index, in the order of names.
 * @throws Error when the region has fewer
 */
export function zoneAt(names: readonly string[], index: number): string {
  const zone = [...names].sort()[index];
  if (zone === undefined) {
    throw new Error(
      `the region has ${names.length} availability zones that EKS can use (${names.join(", ")}); ` +
        `the network wants ${index + 1}. Lower the number of zones, or choose another region.`,
    );
  }
  return zone;
}
