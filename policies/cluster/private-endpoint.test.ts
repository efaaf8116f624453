import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterPrivateEndpoint } from "./private-endpoint";

const type = "aws:eks/cluster:Cluster";
const cluster = (vpcConfig: object) => ({ given: { type, props: { vpcConfig } } });

ruleCases(clusterPrivateEndpoint, {
  compliant: {
    "a private endpoint": cluster({ endpointPublicAccess: false, endpointPrivateAccess: true }),
    "both endpoints where the posture lists ranges": {
      ...cluster({ endpointPublicAccess: true, endpointPrivateAccess: true }),
      environment: "staging",
    },
    "another type of resource": {
      given: { type: "aws:ec2/vpc:Vpc", props: { vpcConfig: { endpointPublicAccess: true } } },
    },
  },
  violating: {
    "a public endpoint in prod": {
      ...cluster({ endpointPublicAccess: true, endpointPrivateAccess: true }),
      says: /posture prod has a private endpoint only\. Set endpointPublicAccess/,
    },
    "EKS's defaults in prod": {
      ...cluster({}),
      at: [`${type} it`, `${type} it`],
      says: /public endpoint is on/,
    },
    "no private endpoint in dev": {
      ...cluster({ endpointPublicAccess: true, endpointPrivateAccess: false }),
      environment: "dev",
      says: /nodes go over the internet/,
    },
  },
  undecided: {
    "a switch that only a deployment knows": cluster({ endpointPublicAccess: UNKNOWN_VALUE }),
  },
});
