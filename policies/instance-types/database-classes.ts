import * as z from "zod";
import { resourceRule } from "../engine/rule";

const config = z.object({
  more_classes: z
    .array(z.string())
    .default([])
    .describe("Database instance classes that may be used besides the stack file's."),
});

interface Props {
  /** Of instances and of the instances of Aurora clusters. */
  readonly instanceClass?: string;
  /** Of Multi-AZ DB clusters. */
  readonly dbClusterInstanceClass?: string;
}

export const instanceTypesDatabaseClasses = resourceRule<Props, z.output<typeof config>>({
  id: "instance-types-database-classes",
  checks: ["EC2-3"],
  severity: "medium",
  level: "posture",
  description: "Databases are of the instance class that the environment's stack file names.",
  why: "A database runs day and night, so its class is most of its price, and the estimate knows the stack file's alone.",
  remediation:
    "Set `database.instance_class` in the stack file, where it is reviewed with its price; or add the class to `more_classes` of this rule in the pack's configuration.",
  types: [
    "aws:rds/instance:Instance",
    "aws:rds/clusterInstance:ClusterInstance",
    "aws:rds/cluster:Cluster",
  ],
  config,
  check: ({ props }, report, { environment, config: { more_classes: more } }) => {
    const own = environment.kind === "aws" ? [environment.database.instance_class] : [];
    const allowed = [...own, ...more];
    for (const found of [props.instanceClass, props.dbClusterInstanceClass]) {
      if (found !== undefined && !allowed.includes(found)) {
        report(
          `the database class ${found} is not the one that the stack file names (${allowed.join(", ")}). Name it there, or take that one.`,
        );
      }
    }
  },
});
