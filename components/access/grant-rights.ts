import { type Access, activeGrants } from "../config/access";
import type { ApprovedGrant } from "../config/access/grant-schema";
import { grantKeyOf } from "../config/access/group-names";
import { meaningOfGrant } from "../config/access/meaning";
import type { Place } from "./cluster-rights";
import { type RoleRule, roleRules } from "./role-rules";

/** A Role in one namespace for one person, for as long as a grant lasts. */
export interface PlannedGrant<P extends Place = Place> {
  readonly place: P;
  readonly grant: ApprovedGrant;
  /** What tells the grant from every other. */
  readonly key: string;
  readonly rules: readonly RoleRule[];
}

/**
 * What the grants that are active at a moment say of a cluster: per grant and namespace, the rights of
 * its action for its team. In another team's namespace there are none, whatever role the holder has.
 * Kubernetes knows no end of a right: an expired grant is gone with the next update that knows the time.
 * @param now when the update is made
 */
export function grantRights<P extends Place>(
  access: Access,
  now: Date,
  places: readonly P[],
): PlannedGrant<P>[] {
  return activeGrants(access, now).flatMap((grant) => {
    const { kubernetes } = meaningOfGrant(grant.action);
    return places.flatMap((place) => {
      const here = place.kind !== "team" || place.team === grant.team;
      const rules = roleRules(
        here ? kubernetes.filter(({ namespace }) => namespace === place.kind) : [],
      );
      return rules.length === 0 ? [] : [{ place, grant, key: grantKeyOf(grant), rules }];
    });
  });
}
