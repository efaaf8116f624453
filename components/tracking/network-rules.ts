import type { types } from "@pulumi/kubernetes";
import { TO_AWS, TO_NAMES, TO_POD_IDENTITY } from "../workloads/network-rules";

/** Names, the database's subnets, AWS over TLS, and the agent that hands out credentials. */
export function egressTo(
  databaseCidrs: readonly string[],
  databasePort: number,
): types.input.networking.v1.NetworkPolicyEgressRule[] {
  const toDatabase = {
    to: [...databaseCidrs].sort().map((cidr) => ({ ipBlock: { cidr } })),
    ports: [{ protocol: "TCP", port: databasePort }],
  };
  return [TO_NAMES, toDatabase, TO_AWS, TO_POD_IDENTITY];
}
