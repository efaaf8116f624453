import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE } from "./database";
import { deletionProtection } from "./deletion-protection";

ruleCases(deletionProtection, {
  compliant: {
    "a protected instance": { given: { type: INSTANCE, props: { deletionProtection: true } } },
    "dev, which is torn down": { given: { type: INSTANCE, props: {} }, environment: "dev" },
    "another type": { given: { type: "aws:eks/cluster:Cluster", props: {} } },
  },
  violating: {
    "an instance whose protection is off": {
      given: { type: INSTANCE, props: { deletionProtection: false } },
      says: /deletionProtection is not true.*Set it to true/,
    },
    "a cluster that says nothing, in staging": {
      given: { type: CLUSTER, props: {} },
      environment: "staging",
      says: /posture protects data/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: { type: CLUSTER, props: { deletionProtection: UNKNOWN_VALUE } },
    },
  },
});
