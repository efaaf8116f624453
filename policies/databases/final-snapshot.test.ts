import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE } from "./database";
import { finalSnapshot } from "./final-snapshot";

const good = {
  skipFinalSnapshot: false,
  finalSnapshotIdentifier: UNKNOWN_VALUE,
  deleteAutomatedBackups: false,
};

ruleCases(finalSnapshot, {
  compliant: {
    "a snapshot whose name a deployment makes": { given: { type: INSTANCE, props: good } },
    "dev, which is torn down": {
      given: { type: INSTANCE, props: { skipFinalSnapshot: true } },
      environment: "dev",
    },
    "a replica": { given: { type: INSTANCE, props: { replicateSourceDb: "tracking" } } },
    "another type": { given: { type: "aws:rds/clusterInstance:ClusterInstance", props: {} } },
  },
  violating: {
    "no snapshot": {
      given: { type: INSTANCE, props: { ...good, skipFinalSnapshot: true } },
      says: /skipFinalSnapshot is true.*Set it to false/,
    },
    "a snapshot without a name": {
      given: { type: CLUSTER, props: { deleteAutomatedBackups: false } },
      says: /finalSnapshotIdentifier is not set/,
    },
    "backups that go with it": {
      given: { type: INSTANCE, props: { ...good, deleteAutomatedBackups: true } },
      environment: "staging",
      says: /deleteAutomatedBackups is not false/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: { type: INSTANCE, props: { ...good, skipFinalSnapshot: UNKNOWN_VALUE } },
    },
  },
});
