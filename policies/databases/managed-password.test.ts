import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE } from "./database";
import { managedPassword } from "./managed-password";

ruleCases(managedPassword, {
  compliant: {
    "one that RDS keeps": {
      given: { type: INSTANCE, props: { username: "towpath", manageMasterUserPassword: true } },
    },
    "one that no state keeps": {
      given: { type: CLUSTER, props: { masterUsername: "towpath", masterPasswordWo: "…" } },
    },
    "a replica, which has its source's": {
      given: { type: INSTANCE, props: { replicateSourceDb: "tracking" } },
    },
    "another type": { given: { type: "aws:redshift/cluster:Cluster", props: { password: "…" } } },
  },
  violating: {
    "a password that is an input": {
      given: { type: INSTANCE, props: { username: "towpath", password: "…" } },
      says: /password is set, and the state keeps it\. Remove it/,
    },
    "a password that only a deployment tells is an input all the same": {
      given: { type: CLUSTER, props: { masterUsername: "t", masterPassword: UNKNOWN_VALUE } },
      says: /masterPassword is set/,
    },
    "none at all, in dev": {
      given: { type: INSTANCE, props: { username: "towpath" } },
      environment: "dev",
      says: /manageMasterUserPassword is not true/,
    },
  },
  undecided: {
    "whether RDS keeps it": {
      given: {
        type: INSTANCE,
        props: { username: "towpath", manageMasterUserPassword: UNKNOWN_VALUE },
      },
    },
  },
});
