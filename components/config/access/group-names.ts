import { kebabName } from "../names";

/**
 * The Kubernetes group of everybody who holds a role in a team: `towpath:TEAM:ROLE`. The bindings in
 * the cluster, the access entries of EKS and the certificates of a local cluster all take it from here.
 *
 * Team and role are kebab-case: a colon only ever separates, so no two pairs share a name, and none is
 * one of Kubernetes' own, which begin with `system:`.
 * @throws RangeError for a name that is not kebab-case: it could spell another team's group
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-subjects
 */
export function groupOf(team: string, role: string): string {
  for (const part of [team, role]) {
    if (!kebabName.safeParse(part).success) {
      throw new RangeError(
        `found ${JSON.stringify(part)} in a group's name; expected a kebab-case team and role`,
      );
    }
  }
  return `towpath:${team}:${role}`;
}
