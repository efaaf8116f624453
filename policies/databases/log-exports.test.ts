import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE } from "./database";
import { logExports } from "./log-exports";

const postgres = (logs?: readonly string[]) => ({
  type: INSTANCE,
  props: { engine: "postgres", enabledCloudwatchLogsExports: logs },
});

ruleCases(logExports, {
  compliant: {
    "both logs of PostgreSQL": { given: postgres(["upgrade", "postgresql"]) },
    "both, and one that is not known yet": {
      given: postgres(["upgrade", UNKNOWN_VALUE, "postgresql"]),
    },
    "Aurora's one log": {
      given: {
        type: CLUSTER,
        props: { engine: "aurora-postgresql", enabledCloudwatchLogsExports: ["postgresql"] },
      },
    },
    "an engine that no setting names": { given: { type: INSTANCE, props: { engine: "db2-se" } } },
    "what a setting asks for": {
      given: postgres(["postgresql"]),
      config: { logs: { postgres: ["postgresql"] } },
    },
    "another type": { given: { type: "aws:docdb/cluster:Cluster", props: { engine: "docdb" } } },
  },
  violating: {
    "one log of two": { given: postgres(["postgresql"]), says: /lacks upgrade\. Add it/ },
    none: { given: postgres(), says: /lacks postgresql and upgrade\. Add them/ },
    "a cluster without": {
      given: { type: CLUSTER, props: { engine: "aurora-mysql" } },
      says: /lacks error and slowquery/,
    },
  },
  undecided: {
    "a log that may be the missing one": { given: postgres(["postgresql", UNKNOWN_VALUE]) },
  },
});
