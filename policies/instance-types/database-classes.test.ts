import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { instanceTypesDatabaseClasses } from "./database-classes";

const type = "aws:rds/instance:Instance";
const database = (instanceClass: string) => ({ given: { type, props: { instanceClass } } });

ruleCases(instanceTypesDatabaseClasses, {
  compliant: {
    "the stack file's": database("db.m7g.large"),
    "dev's in dev": { ...database("db.t4g.medium"), environment: "dev" },
    "one that the configuration adds": {
      ...database("db.r7g.large"),
      config: { more_classes: ["db.r7g.large"] },
    },
    "a cluster whose instances say it": { given: { type: "aws:rds/cluster:Cluster", props: {} } },
    "another type of resource": {
      given: { type: "aws:ec2/vpc:Vpc", props: { instanceClass: "db.r7g.16xlarge" } },
    },
  },
  violating: {
    "a class that nobody reviewed": {
      ...database("db.r7g.16xlarge"),
      says: /db\.r7g\.16xlarge is not the one that the stack file names \(db\.m7g\.large\)/,
    },
    "dev's class in prod": { ...database("db.t4g.medium"), says: /db\.t4g\.medium/ },
    "an Aurora instance": {
      given: {
        type: "aws:rds/clusterInstance:ClusterInstance",
        props: { instanceClass: "db.r7g.large" },
      },
      says: /db\.r7g\.large/,
    },
    "a cluster": {
      given: {
        type: "aws:rds/cluster:Cluster",
        props: { dbClusterInstanceClass: "db.m6gd.large" },
      },
      says: /db\.m6gd\.large/,
    },
  },
  undecided: { "a class that only a deployment knows": database(UNKNOWN_VALUE) },
});
