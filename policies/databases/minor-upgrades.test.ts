import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { INSTANCE, MEMBER } from "./database";
import { minorUpgrades } from "./minor-upgrades";

ruleCases(minorUpgrades, {
  compliant: {
    "one that is upgraded": { given: { type: INSTANCE, props: { autoMinorVersionUpgrade: true } } },
    "one that says nothing": { given: { type: INSTANCE, props: {} } },
    "another type": {
      given: {
        type: "aws:elasticache/replicationGroup:ReplicationGroup",
        props: { autoMinorVersionUpgrade: false },
      },
    },
  },
  violating: {
    "an instance that is not": {
      given: { type: INSTANCE, props: { autoMinorVersionUpgrade: false } },
      says: /autoMinorVersionUpgrade is false\. Set it to true/,
    },
    "a member that is not": {
      given: { type: MEMBER, props: { autoMinorVersionUpgrade: false } },
      says: /wait for somebody/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: { type: INSTANCE, props: { autoMinorVersionUpgrade: UNKNOWN_VALUE } },
    },
  },
});
