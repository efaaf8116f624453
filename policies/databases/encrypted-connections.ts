import { UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import { type DatabaseProps, DATABASES } from "./database";
import { groupOf, type ParameterGroup, parameterOf } from "./parameter-groups";

/**
 * Engine → the parameter that refuses connections without TLS. Engines that are not here have none.
 * Read in github.com/prowler-cloud/prowler at 3e000faa, rds_instance_transport_encrypted, and
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/PostgreSQL.Concepts.General.SSL.html
 */
const PARAMETERS: readonly { engines: RegExp; name: string; values: readonly string[] }[] = [
  { engines: /^(postgres|aurora-postgresql|sqlserver-.*)$/, name: "rds.force_ssl", values: ["1"] },
  {
    engines: /^(mysql|mariadb|aurora-mysql)$/,
    name: "require_secure_transport",
    values: ["1", "ON"],
  },
];

/** Said by the group that refuses, whatever the engine's default of the day is. */
export const encryptedConnections = stackRule({
  id: "databases-encrypted-connections",
  checks: ["RDS-6"],
  severity: "high",
  level: "posture",
  description: "A database refuses connections without TLS.",
  why: "A client that is set up wrongly sends its password and every row in the clear, and nobody notices. Defaults differ by engine and version.",
  remediation:
    "Give the database a parameter group that sets `rds.force_ssl` to 1 (MySQL and MariaDB: `require_secure_transport` to 1); the platform's is in components/data/database-settings.ts.",
  check: (stack, report) => {
    const judged = new Set<ParameterGroup>();
    stack.each<DatabaseProps>(DATABASES, (database) => {
      const engine = database.props.engine ?? "";
      const wanted = PARAMETERS.find(({ engines }) => engines.test(engine));
      if (wanted === undefined) return;
      const group = groupOf(stack, database);
      if (group === undefined) {
        report(
          database,
          `No parameter group of this program makes it refuse connections without TLS. Give it one that sets ${wanted.name} to 1.`,
        );
        return;
      }
      if (judged.has(group)) return;
      judged.add(group);
      const value = parameterOf(group, wanted.name);
      if (value === UNKNOWN) {
        stack.undecided.push({ resource: group, path: "parameters" });
      } else if (value === undefined || !wanted.values.includes(value)) {
        report(
          group,
          `Databases of this group take connections without TLS: ${wanted.name} is ${value ?? "not set"}. Set it to 1.`,
        );
      }
    });
  },
});
