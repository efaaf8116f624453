import type { Properties } from "../engine/subject";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterStandardSupport } from "./standard-support";

const type = "aws:eks/cluster:Cluster";
const context = { now: new Date("2026-11-21T09:00:00Z") };
const cluster = (props: Properties) => ({ given: { type, props }, context });
const upgradePolicy = { supportType: "STANDARD" };

ruleCases(clusterStandardSupport, {
  compliant: {
    "a version in standard support": cluster({ version: "1.34", upgradePolicy }),
    "a version that the table does not know yet": cluster({ version: "1.37", upgradePolicy }),
    "a version that only a deployment knows": cluster({ version: UNKNOWN_VALUE, upgradePolicy }),
    "EKS's own choice": cluster({ upgradePolicy }),
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "EKS's default": { ...cluster({ version: "1.35" }), says: /supportType is EXTENDED/ },
    "extended support in writing": {
      ...cluster({ version: UNKNOWN_VALUE, upgradePolicy: { supportType: "EXTENDED" } }),
      says: /expected STANDARD/,
    },
    "a version whose support has ended": {
      ...cluster({ version: "1.33", upgradePolicy }),
      says: /Kubernetes 1\.33 left standard support on 2026-07-29\. Set cluster\.version/,
    },
    "the day on which it ends": {
      ...cluster({ version: "1.34", upgradePolicy }),
      context: { now: new Date("2026-12-02T00:00:00Z") },
      says: /on 2026-12-02/,
    },
    "a version older than the table": {
      ...cluster({ version: "1.9", upgradePolicy }),
      says: /long ago/,
    },
    "an end that the pack's configuration knows": {
      ...cluster({ version: "1.36", upgradePolicy }),
      config: { standard_support_ends: { "1.36": "2026-01-01" } },
      says: /2026-01-01/,
    },
  },
  undecided: {
    "neither version nor policy": cluster({
      version: UNKNOWN_VALUE,
      upgradePolicy: { supportType: UNKNOWN_VALUE },
    }),
  },
});
