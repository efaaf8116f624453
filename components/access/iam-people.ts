import { type Access, mayApprove, rightOf } from "../config/access";
import { ACTIONS } from "../config/access/actions";
import { type Meaning, meaningOf, meaningOfGrant } from "../config/access/meaning";

/** A role of IAM that people take on: of one team's holders of a role, or of one grant. */
export interface PeopleRole {
  /** Logical, such as `developer-support-ml`; unique. */
  readonly name: string;
  /** The role of stacks/access.yaml; none for a grant. */
  readonly role?: string;
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
 * every grant that has not expired. A person with two roles takes on one at a time.
 * @param now grants that have expired by then are left out; the condition on time in what is made
 * from the rest holds until the next update takes them away
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
  return access.grants.flatMap(({ identity, action, approver, expires }, index) => {
    const holder = Object.hasOwn(access.identities, identity)
      ? access.identities[identity]
      : undefined;
    const entitled = approver !== identity && mayApprove(access, approver, action).allowed;
    if (holder === undefined || !entitled || new Date(expires) <= now) return [];
    return [
      {
        name: `grant-${index + 1}-${action}-${holder.team}`,
        team: holder.team,
        reach: "own-team" as const,
        identities: [identity],
        meanings: [meaningOfGrant(action)],
        until: expires,
      },
    ];
  });
}

const reachOf = (access: Access, role: string) => access.roles?.[role]?.reach ?? "own-team";
