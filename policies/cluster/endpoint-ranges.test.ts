import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterEndpointRanges } from "./endpoint-ranges";

const type = "aws:eks/cluster:Cluster";
const cluster = (vpcConfig: object) => ({ given: { type, props: { vpcConfig } } });
const open = (...publicAccessCidrs: string[]) =>
  cluster({ endpointPublicAccess: true, publicAccessCidrs });

ruleCases(clusterEndpointRanges, {
  compliant: {
    "a private endpoint": cluster({ endpointPublicAccess: false }),
    "an office's range": open("203.0.113.0/24", "2001:db8::/32"),
    "a range that a private endpoint does not use": cluster({
      endpointPublicAccess: false,
      publicAccessCidrs: ["0.0.0.0/0"],
    }),
    "another type of resource": {
      given: { type: "aws:ec2/vpc:Vpc", props: { vpcConfig: { endpointPublicAccess: true } } },
    },
  },
  violating: {
    everybody: { ...open("0.0.0.0/0"), says: /answers 0\.0\.0\.0\/0; expected ranges of \/8/ },
    "everybody over IPv6": { ...open("::/0"), says: /answers ::\/0/ },
    "half of the internet, twice": {
      ...open("0.0.0.0/1", "128.0.0.0/1"),
      at: [`${type} it`, `${type} it`],
      says: /answers 0\.0\.0\.0\/1/,
    },
    "everybody beside a range that only a deployment knows": {
      ...open(UNKNOWN_VALUE, "0.0.0.0/0"),
      says: /answers 0\.0\.0\.0\/0/,
    },
    "a public endpoint that lists nothing": {
      ...cluster({ endpointPublicAccess: true }),
      says: /without a list of ranges/,
    },
    "EKS's default": { ...cluster({ subnetIds: [] }), says: /the public endpoint is on/ },
  },
  undecided: {
    "ranges that only a deployment knows": open(UNKNOWN_VALUE),
    "a switch that only a deployment knows": cluster({ endpointPublicAccess: UNKNOWN_VALUE }),
  },
});
