import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE } from "./database";
import { snapshotTags } from "./snapshot-tags";

ruleCases(snapshotTags, {
  compliant: {
    "one that copies them": { given: { type: INSTANCE, props: { copyTagsToSnapshot: true } } },
    "another type": { given: { type: "aws:ec2/instance:Instance", props: {} } },
  },
  violating: {
    "an instance that says nothing": {
      given: { type: INSTANCE, props: {} },
      says: /copyTagsToSnapshot is not true.*Set it to true/,
    },
    "a cluster that does not": {
      given: { type: CLUSTER, props: { copyTagsToSnapshot: false } },
      says: /lose its tags/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: { type: INSTANCE, props: { copyTagsToSnapshot: UNKNOWN_VALUE } },
    },
  },
});
