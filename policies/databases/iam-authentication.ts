import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES } from "./database";

/** https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html */
const ENGINES = new Set(["postgres", "mysql", "mariadb", "aurora-postgresql", "aurora-mysql"]);

/** Tokens of 15 minutes instead of passwords, for people and workloads that AWS knows. */
export const iamAuthentication = resourceRule<DatabaseProps>({
  id: "databases-iam-authentication",
  checks: ["RDS-6"],
  severity: "medium",
  level: "posture",
  description: "A database lets AWS identities sign in by token.",
  why: "Without it every person and workload needs a password of its own, which is copied, never changed, and outlives the person's access.",
  remediation:
    "Set `iamDatabaseAuthenticationEnabled: true`, as components/data/database.ts does, and grant `rds_iam` to the database users that sign in so.",
  types: DATABASES,
  check: ({ props }, report) => {
    if (props.iamDatabaseAuthenticationEnabled === true || !ENGINES.has(props.engine ?? "")) return;
    report(
      "Only passwords open it: iamDatabaseAuthenticationEnabled is not true. Set it to true; passwords go on working beside it.",
    );
  },
});
