import { type Access, activeGrants, rightOf } from "../config/access";
import { ACTIONS } from "../config/access/actions";
import type { ApprovedGrant } from "../config/access/grant-schema";
import { grantKeyOf } from "../config/access/group-names";
import { type Meaning, meaningOf, meaningOfGrant } from "../config/access/meaning";

/** A role of IAM that people take on: of one team's holders of a role, or of one grant. */
export interface PeopleRole {
  /** Logical, such as `developer-support-ml`; unique. */
  readonly name: string;
  /** The role of stacks/access.yaml; none for a grant. */
  readonly role?: string;
  /** What it is of where it is of no role. */
  readonly grant?: ApprovedGrant;
  readonly team: string;
  /** Does anything of it reach further than the team? */
  readonly reach: Meaning["teams"];
  /** Logins, sorted. */
  readonly identities: readonly string[];
  readonly meanings: readonly Meaning[];
  /** Of a grant, RFC 3339 UTC. */
  readonly until?: string;
}

/**
 * Which roles IAM has for people: one for every role and team that somebody holds it in, and one for
 * every grant that is active. A person with two roles takes on one at a time.
 * @param now grants that are not active then are left out; the condition on time in what is made from
 * the rest holds until the next update takes them away
 */
export function peopleRoles(access: Access, now: Date): PeopleRole[] {
  return [...standingRoles(access), ...grantRoles(access, now)];
}

/** What a role's cells mean together. */
export function meaningsOf(access: Access, role: string): Meaning[] {
  const reach = reachOf(access, role);
  return Object.keys(ACTIONS).map((action) =>
    meaningOf(action, rightOf(access, role, action), reach),
  );
}

/** @throws Error for two that IAM could not tell apart: `a-b` of team `c`, and `a` of team `b-c` */
function standingRoles(access: Access): PeopleRole[] {
  const held = new Map<string, { role: string; team: string; identities: string[] }>();
  for (const [login, { roles, team }] of Object.entries(access.identities)) {
    for (const role of new Set(roles)) {
      const name = `${role}-${team}`;
      const one = held.get(name) ?? { role, team, identities: [] };
      if (one.role !== role)
        throw new Error(`two roles are called ${name}: rename one, or its team`);
      one.identities.push(login);
      held.set(name, one);
    }
  }
  return [...held].map(([name, { role, team, identities }]) => ({
    name,
    role,
    team,
    reach: reachOf(access, role),
    identities: identities.sort(),
    meanings: meaningsOf(access, role),
  }));
}

/** Of one person each: two grants of the same action may end at different moments. */
function grantRoles(access: Access, now: Date): PeopleRole[] {
  return activeGrants(access, now).map((grant) => ({
    name: `grant-${grantKeyOf(grant)}-${grant.action}-${grant.team}`,
    grant,
    team: grant.team,
    reach: "own-team",
    identities: [grant.identity],
    meanings: [meaningOfGrant(grant.action)],
    until: grant.expires,
  }));
}

const reachOf = (access: Access, role: string) => access.roles?.[role]?.reach ?? "own-team";
