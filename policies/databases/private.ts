import { resourceRule } from "../engine/rule";
import { type DatabaseProps, DATABASES, MEMBER } from "./database";

/** RDS gives a public database a name that resolves to a public address. */
export const privateDatabase = resourceRule<DatabaseProps>({
  id: "databases-private",
  checks: ["RDS-5"],
  severity: "critical",
  level: "always",
  exemptible: "no",
  description: "A database has no public address.",
  why: "A database on the internet is found within minutes, and then only its passwords and its last security patch stand between a stranger and the data.",
  remediation:
    "Set `publiclyAccessible: false`, and reach it from inside the network: name the client's security group in the argument `clients` of the component Database.",
  controls: ["CIS AWS 3.2.3"],
  types: [...DATABASES, MEMBER],
  check: ({ props }, report) => {
    if (props.publiclyAccessible !== true) return;
    report("It has a public address: publiclyAccessible is true. Set it to false.");
  },
});
