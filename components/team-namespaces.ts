import type * as pulumi from "@pulumi/pulumi";
import { type Belonging, labelsOf } from "./config/tags";
import type { Teams } from "./config/teams";
import { namespace } from "./namespace";

/**
 * Every team's namespace, at the restricted level. @returns team → the namespace's name, known once
 * it is there
 */
export function teamNamespaces(
  teams: Teams,
  part: Belonging,
  opts: pulumi.CustomResourceOptions,
): Readonly<Record<string, pulumi.Output<string>>> {
  return Object.fromEntries(
    Object.entries(teams).map(([name, team]) => {
      const labels = {
        ...labelsOf({ ...part, owner: team.owner, service: name }),
        "towpath.dev/team": name,
      };
      return [name, namespace(team.namespace, { level: "restricted", labels }, opts)];
    }),
  );
}
