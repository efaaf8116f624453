import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE } from "./database";
import { iamAuthentication } from "./iam-authentication";

ruleCases(iamAuthentication, {
  compliant: {
    "one that lets identities in": {
      given: {
        type: INSTANCE,
        props: { engine: "postgres", iamDatabaseAuthenticationEnabled: true },
      },
    },
    "an engine that cannot": { given: { type: INSTANCE, props: { engine: "sqlserver-se" } } },
    "another type": { given: { type: "aws:docdb/cluster:Cluster", props: {} } },
  },
  violating: {
    "an instance that says nothing": {
      given: { type: INSTANCE, props: { engine: "postgres" } },
      says: /iamDatabaseAuthenticationEnabled is not true/,
    },
    "a cluster that is switched off": {
      given: {
        type: CLUSTER,
        props: { engine: "aurora-mysql", iamDatabaseAuthenticationEnabled: false },
      },
      says: /Set it to true/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: {
        type: INSTANCE,
        props: { engine: "postgres", iamDatabaseAuthenticationEnabled: UNKNOWN_VALUE },
      },
    },
  },
});
