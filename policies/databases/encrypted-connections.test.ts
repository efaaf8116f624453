import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE } from "./database";
import { encryptedConnections } from "./encrypted-connections";

const GROUP = "aws:rds/parameterGroup:ParameterGroup";
const CLUSTER_GROUP = "aws:rds/clusterParameterGroup:ClusterParameterGroup";
const group = (value: string | undefined, name = "rds.force_ssl") => ({
  type: GROUP,
  name: "parameters",
  props: {
    parameters: [
      { name: "log_statement", value: "ddl" },
      { name, value },
    ],
  },
});
const database = {
  type: INSTANCE,
  name: "database",
  props: { engine: "postgres", parameterGroupName: UNKNOWN_VALUE },
  from: { parameterGroupName: ["parameters"] },
};
const replica = { ...database, name: "replica" };

ruleCases(encryptedConnections, {
  compliant: {
    "a group that refuses": { given: [group("1"), database] },
    "MySQL by its own parameter": {
      given: [
        group("ON", "require_secure_transport"),
        { ...database, props: { ...database.props, engine: "mysql" } },
      ],
    },
    "a cluster whose group is named": {
      given: [
        {
          type: CLUSTER_GROUP,
          name: "parameters",
          props: { name: "aurora", parameters: [{ name: "rds.force_ssl", value: "1" }] },
        },
        {
          type: CLUSTER,
          name: "aurora",
          props: { engine: "aurora-postgresql", dbClusterParameterGroupName: "aurora" },
        },
      ],
    },
    "an engine that has no such parameter": {
      given: { type: INSTANCE, props: { engine: "oracle-se2" } },
    },
    "no database": { given: group("0") },
  },
  violating: {
    "a group that does not": {
      given: [group("0"), database],
      at: [`${GROUP} parameters`],
      says: /take connections without TLS: rds\.force_ssl is 0\. Set it to 1/,
    },
    "a group of two databases, named once": {
      given: [group("1", "another"), database, replica],
      at: [`${GROUP} parameters`],
      says: /rds\.force_ssl is not set/,
    },
    "RDS's default group": {
      given: {
        type: INSTANCE,
        props: { engine: "postgres", parameterGroupName: "default.postgres17" },
      },
      says: /No parameter group of this program.*rds\.force_ssl to 1/,
    },
    "no group at all": {
      given: { type: CLUSTER, props: { engine: "aurora-mysql" } },
      says: /sets require_secure_transport to 1/,
    },
  },
  undecided: {
    "a value that only a deployment tells": { given: [group(UNKNOWN_VALUE), database] },
    "a parameter whose name only a deployment tells": {
      given: [
        {
          type: GROUP,
          name: "parameters",
          props: { parameters: [{ name: UNKNOWN_VALUE, value: "1" }] },
        },
        database,
      ],
    },
  },
});
