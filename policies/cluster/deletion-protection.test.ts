import type { Properties } from "../engine/subject";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterDeletionProtection } from "./deletion-protection";

const type = "aws:eks/cluster:Cluster";
const cluster = (props: Properties) => ({ given: { type, props } });

ruleCases(clusterDeletionProtection, {
  compliant: {
    "a protected cluster": cluster({ deletionProtection: true }),
    "dev, which is torn down": { ...cluster({ deletionProtection: false }), environment: "dev" },
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "EKS's default": { ...cluster({}), says: /posture prod protects clusters/ },
    "protection off in staging": {
      ...cluster({ deletionProtection: false }),
      environment: "staging",
      says: /posture staging protects clusters\. Set it to true/,
    },
  },
  undecided: {
    "a switch that only a deployment knows": cluster({ deletionProtection: UNKNOWN_VALUE }),
  },
});
