import { type Access, type Reach, rightOf } from "../config/access";
import { groupOf } from "../config/access/group-names";
import { meaningOf } from "../config/access/meaning";
import type { KubernetesRight, NamespaceKind } from "../config/access/rights";
import { type RoleRule, roleRules } from "./role-rules";

/** A namespace that people may have rights in. */
export interface Place {
  readonly kind: NamespaceKind;
  /** Whose it is: of kind `team` only. A key of stacks/teams.yaml. */
  readonly team?: string;
}

/** A Role in one namespace, and whom it is bound to. */
export interface PlannedRole<P extends Place = Place> {
  readonly place: P;
  /** `developer` or, for what a role that reaches every team has in its own alone, `lead-own-team`. */
  readonly name: string;
  /** A role of the matrix. */
  readonly role: string;
  readonly rules: readonly RoleRule[];
  /** Groups, sorted; never none. */
  readonly groups: readonly string[];
}

/**
 * What the matrix says of a cluster: per namespace and role, the Role and its groups. Every team has
 * a group for every role, whether somebody holds it or not: who is in it, access entries and
 * certificates say. What a role may not do in a namespace has no Role there.
 *
 * In a team's namespace, the groups are the team's own and, for a role that reaches every team, those
 * of the other teams; in a namespace that teams share, all teams'.
 *
 * Grants that end (`grants:` in stacks/access.yaml) are in grant-rights.ts: a group holds a role, and a
 * grant is one person's.
 * @param teams keys of stacks/teams.yaml
 */
export function clusterRights<P extends Place>(
  access: Access,
  teams: readonly string[],
  places: readonly P[],
): PlannedRole<P>[] {
  const all = [...teams].sort();
  const roles = [...new Set(Object.values(access.matrix).flatMap(Object.keys))].sort();
  return places.flatMap((place) =>
    roles.flatMap((role) =>
      (["every-team", "own-team"] as const).flatMap((reach) => {
        const holders = holdersAt(place, reach, all);
        const rules = roleRules(rightsOf(access, role, reach, place));
        if (rules.length === 0 || holders.length === 0) return [];
        const groups = holders.map((team) => groupOf(team, role));
        const ownOnly = reach === "own-team" && reachOf(access, role) === "every-team";
        return [{ place, name: ownOnly ? `${role}-own-team` : role, role, rules, groups }];
      }),
    ),
  );
}

/** How far a role reaches. */
function reachOf(access: Access, role: string): Reach {
  return access.roles?.[role]?.reach ?? "own-team";
}

/** Rights of a role in a kind of namespace that go as far as this, and no farther. */
function rightsOf(access: Access, role: string, reach: Reach, { kind }: Place): KubernetesRight[] {
  return Object.keys(access.matrix).flatMap((action) => {
    const meaning = meaningOf(action, rightOf(access, role, action), reachOf(access, role));
    return meaning.teams === reach
      ? meaning.kubernetes.filter(({ namespace }) => namespace === kind)
      : [];
  });
}

/** Teams whose holders have rights of this reach here. A shared namespace is every team's own. */
function holdersAt({ kind, team }: Place, reach: Reach, teams: readonly string[]): string[] {
  if (kind !== "team" || reach === "every-team") return [...teams];
  return teams.filter((each) => each === team);
}
