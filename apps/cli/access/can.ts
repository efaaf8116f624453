import {
  type Access,
  activeGrants,
  approversOf,
  type Reach,
  type Right,
  rightOf,
  STANDING_RIGHTS,
} from "../../../components/config/access";
import { type Grant, isApproved, stateOf } from "../../../components/config/access/grant-schema";
import { type Meaning, meaningOf, meaningOfGrant } from "../../../components/config/access/meaning";
import { InputError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";

/** Whether somebody may do something at once, and why. */
export interface CanAnswer {
  readonly subject: string;
  /** A login before a role, where one name is both. */
  readonly kind: "identity" | "role";
  readonly action: string;
  readonly allowed: boolean;
  /** From the subject to the answer, a link a line. */
  readonly chain: readonly string[];
  /** What gives it: a standing cell of a role, or a grant of time. Empty where the answer is no. */
  readonly by: readonly Source[];
}

/** One thing that gives the right. */
export interface Source {
  readonly from: string;
  readonly meaning: Meaning;
  /** Of a grant: whose things `own-team` is about. @default the identity's team */
  readonly team?: string;
}

/**
 * May an identity, or whoever holds a role, do an action now?
 * @throws InputError for a subject or an action that stacks/access.yaml does not name
 */
export function can(access: Access, subject: string, action: string, now: Date): CanAnswer {
  if (!Object.hasOwn(access.matrix, action)) {
    const actions = Object.keys(access.matrix);
    throw new InputError(
      `access can: found action "${action}"${didYouMean(action, actions)}; expected one of ${actions.join(", ")}`,
    );
  }
  const identity = Object.hasOwn(access.identities, subject)
    ? access.identities[subject]
    : undefined;
  if (identity === undefined) return ofRole(access, subject, action);

  const cells = identity.roles.map((role) => cellOf(access, role, action));
  const grants = grantsOf(access, subject, action, now);
  const by = [...cells.flatMap(({ source }) => source ?? []), ...grants.flatMap((g) => g.source)];
  return {
    subject,
    kind: "identity",
    action,
    allowed: by.length > 0,
    chain: [
      `${subject} is in team ${identity.team} and holds ${identity.roles.join(", ")}`,
      ...cells.map(({ line }) => line),
      ...grants.map(({ line }) => line),
      ...(by.length > 0 ? [] : wayOf(access, subject, action, cells)),
    ],
    by,
  };
}

function ofRole(access: Access, role: string, action: string): CanAnswer {
  const roles = Object.keys(access.roles ?? {});
  if (!roles.includes(role)) {
    const names = [...Object.keys(access.identities), ...roles];
    throw new InputError(
      `access can: found "${role}"${didYouMean(role, names)}; expected an identity or a role of stacks/access.yaml: ${names.join(", ")}`,
    );
  }
  const { line, source, right } = cellOf(access, role, action);
  const holders = Object.entries(access.identities).flatMap(([who, { roles: held }]) =>
    held.includes(role) ? [who] : [],
  );
  return {
    subject: role,
    kind: "role",
    action,
    allowed: source !== undefined,
    chain: [
      `${role} is a role, held by ${holders.length === 0 ? "nobody" : holders.join(", ")}`,
      line,
      ...(source === undefined ? wayOf(access, undefined, action, [{ right }]) : []),
    ],
    by: source === undefined ? [] : [source],
  };
}

interface Cell {
  readonly right: Right;
  readonly line: string;
  readonly source?: Source;
}

function cellOf(access: Access, role: string, action: string): Cell {
  const right = rightOf(access, role, action);
  const reach: Reach = access.roles?.[role]?.reach ?? "own-team";
  const value = access.matrix[action]?.[role];
  const scope = typeof value === "object" ? `, ${value.scope}` : "";
  const line = `${role} has ${right} for ${action}${scope}, and reaches ${
    reach === "every-team" ? "every team" : "the holder's own team"
  }`;
  const standing: readonly Right[] = STANDING_RIGHTS;
  if (!standing.includes(right)) return { right, line };
  return { right, line, source: { from: role, meaning: meaningOf(action, right, reach) } };
}

function grantsOf(access: Access, who: string, action: string, now: Date) {
  const active: readonly Grant[] = activeGrants(access, now);
  return access.grants
    .filter((grant) => grant.identity === who && grant.action === action)
    .map((grant) => {
      const from = `grant for team ${grant.team} until ${grant.expires}`;
      const live = active.includes(grant);
      return {
        line: grantLine(access, grant, live, now),
        source: live ? [{ from, meaning: meaningOfGrant(action), team: grant.team }] : [],
      };
    });
}

function grantLine(access: Access, grant: Grant, live: boolean, now: Date): string {
  const { action, expires, identity, reason, team } = grant;
  const state = stateOf(grant, now);
  if (!isApproved(grant)) {
    const asked = `asked for in team ${team} (${reason}) until ${expires}`;
    if (state === "expired") return `${asked}, and nobody approved it in time`;
    const able = approversOf(access, action, team).filter((name) => name !== identity);
    return `${asked}: it waits for ${able.length === 0 ? "an approver, and nobody may" : able.join(" or ")}`;
  }
  const given = `a grant by ${grant.approver} for team ${team} (${reason})`;
  if (live) return `${given} lasts until ${expires}`;
  if (state === "expired") return `${given} is worth nothing since ${expires}`;
  if (state === "pending") return `${given} is worth nothing before ${grant.approved}`;
  return `${given} is worth nothing: npx towpath preview says what is wrong with it`;
}

/** What somebody who may not can do about it. */
function wayOf(
  access: Access,
  who: string | undefined,
  action: string,
  cells: readonly Pick<Cell, "right">[],
): string[] {
  const team = who === undefined ? undefined : access.identities[who]?.team;
  const others = approversOf(access, action, team).filter((name) => name !== who);
  const rights = cells.map(({ right }) => right);
  const said = rights.includes("approve") ? ["approving is a duty: it lets nobody act"] : [];
  if (!rights.includes("request")) return said;
  return [
    ...said,
    others.length === 0
      ? "it may be asked for, and nobody else may approve it"
      : `it may be asked for: towpath access request, which ${others.join(" or ")} approves`,
  ];
}
