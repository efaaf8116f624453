import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { INSTANCE, MEMBER } from "./database";
import { privateDatabase } from "./private";

ruleCases(privateDatabase, {
  compliant: {
    "a private one": { given: { type: INSTANCE, props: { publiclyAccessible: false } } },
    "one that says nothing, which RDS's provider takes for private": {
      given: { type: MEMBER, props: {} },
    },
    "another type": {
      given: { type: "aws:redshift/cluster:Cluster", props: { publiclyAccessible: true } },
    },
  },
  violating: {
    "a public instance": {
      given: { type: INSTANCE, props: { publiclyAccessible: true } },
      says: /publiclyAccessible is true\. Set it to false/,
    },
    "a public member, in dev": {
      given: { type: MEMBER, props: { publiclyAccessible: true } },
      environment: "dev",
      says: /public address/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: { type: INSTANCE, props: { publiclyAccessible: UNKNOWN_VALUE } },
    },
  },
});
