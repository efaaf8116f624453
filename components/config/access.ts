import { z } from "zod";
import { type ApprovedGrant, grantSchema, isApproved, stateOf } from "./access/grant-schema";
import { signersSchema } from "./access/signers";
import { kebabName } from "./names";

/** Rights that let someone act at once. */
export const STANDING_RIGHTS = ["yes", "limited", "restricted"] as const;

/** Every value a cell of the matrix may have. */
export const RIGHTS = [
  ...STANDING_RIGHTS,
  "no",
  /** Nothing until an entry under `grants:` that somebody entitled approved, and until it ends. */
  "request",
  /** Process duties that tooling checks: `promote` wants an approver, a drill a verifier. */
  "approve",
  "verify",
  "informed",
] as const;

export type Right = (typeof RIGHTS)[number];

/** How far a role reaches. */
export const REACHES = ["own-team", "every-team"] as const;

export type Reach = (typeof REACHES)[number];

/** A cell: a plain right, or a narrowed one that names its scope. */
const cell = z.union([
  z.enum(RIGHTS).exclude(["limited", "restricted"]),
  z.strictObject({ right: z.enum(["limited", "restricted"]), scope: z.string().min(1) }),
]);

/** `stacks/access.yaml`: actions × roles, and which identity has which role. */
export const accessSchema = z
  .strictObject({
    /**
     * Every role, its owner and how far it reaches. Optional here, so that older commits can be
     * compared with; the loader wants one for every role of the matrix.
     */
    roles: z
      .record(
        kebabName,
        z.strictObject({
          /** A key of ownership.yaml: who answers for the role and for who holds it. */
          owner: kebabName,
          description: z.string().min(10),
          /** Whose things a `yes` is about: those of the holder's team, or of every team. */
          reach: z.enum(REACHES).default("own-team"),
        }),
      )
      .optional(),
    /** Actions beside the platform's own (components/config/access/actions.ts): duties, no rights. */
    actions: z.record(kebabName, z.strictObject({ description: z.string().min(10) })).optional(),
    /** Who may do what: action → role → right, a cell for every role. */
    matrix: z.record(kebabName, z.record(kebabName, cell)),
    /** Logins and their roles. */
    identities: z.record(
      z.string().min(1),
      z.strictObject({
        roles: z.array(kebabName).min(1),
        /** A key of teams.yaml. */
        team: kebabName,
      }),
    ),
    /** Time-bound rights for `request` cells, asked for and approved. */
    grants: z.array(grantSchema).default([]),
    /** Whose signature under the report of a restore drill counts. */
    signers: signersSchema.optional(),
  })
  .readonly();

export type Access = z.output<typeof accessSchema>;

/** What a role may do by the matrix. */
export function rightOf(access: Access, role: string, action: string): Right {
  const value = access.matrix[action]?.[role] ?? "no";
  return typeof value === "string" ? value : value.right;
}

/** An answer with the reason, so that a refusal can be read by a person. */
export interface Entitlement {
  readonly allowed: boolean;
  readonly reason: string;
}

/**
 * May this identity act itself: by a standing right or a grant that is active?
 * @param teams whose things it is about, as of {@link mayApprove}
 * @default any team's
 */
export function mayAct(
  access: Access,
  who: string,
  action: string,
  now: Date,
  teams?: readonly string[],
): Entitlement {
  const standing = byRole(access, who, action, STANDING_RIGHTS, teams);
  if (standing.allowed) return standing;
  const grant = activeGrants(access, now).find(
    (entry) =>
      entry.identity === who &&
      entry.action === action &&
      (teams === undefined || teams.includes(entry.team)),
  );
  if (grant === undefined) return standing;
  return { allowed: true, reason: `${who} holds a grant for ${action} until ${grant.expires}` };
}

/**
 * The grants that give a right at a moment: approved before it by somebody else who may, not over, and
 * for an action that the cell still lets the holder ask for. Whatever honours grants asks here.
 */
export function activeGrants(access: Access, now: Date): ApprovedGrant[] {
  return access.grants.filter(isApproved).filter((grant) => {
    const { action, approver, identity, team } = grant;
    return (
      stateOf(grant, now) === "active" &&
      mayAskFor(access, identity, action, team) &&
      approver !== identity &&
      mayApprove(access, approver, action, team).allowed
    );
  });
}

/** The roles by which somebody may ask for an action; none where a role gives it without asking. */
export function askingRoles(access: Access, who: string, action: string): readonly string[] {
  const roles = identityOf(access, who)?.roles ?? [];
  const atOnce: readonly Right[] = STANDING_RIGHTS;
  if (roles.some((role) => atOnce.includes(rightOf(access, role, action)))) return [];
  return roles.filter((role) => rightOf(access, role, action) === "request");
}

/** May somebody ask for an action on a team's things: the own team's, or as far as the role reaches? */
export function mayAskFor(access: Access, who: string, action: string, team: string): boolean {
  return askingRoles(access, who, action).some((role) => reaches(access, who, role, [team]));
}

/**
 * May this identity approve the action of somebody else?
 * @param teams whose things it is about: a role that reaches its own team approves there alone, and
 * where there are none, only a role that reaches every team.
 * @default any team's
 */
export function mayApprove(
  access: Access,
  who: string,
  action: string,
  teams?: string | readonly string[],
): Entitlement {
  return byRole(
    access,
    who,
    action,
    ["approve", "yes"],
    teams === undefined ? teams : [teams].flat(),
  );
}

/** Every identity that may approve an action, for messages that name whom to ask. */
export function approversOf(
  access: Access,
  action: string,
  teams?: string | readonly string[],
): string[] {
  return Object.keys(access.identities).filter(
    (who) => mayApprove(access, who, action, teams).allowed,
  );
}

function byRole(
  access: Access,
  who: string,
  action: string,
  rights: readonly Right[],
  teams?: readonly string[],
): Entitlement {
  const identity = identityOf(access, who);
  if (identity === undefined) {
    return { allowed: false, reason: `${who} is not in stacks/access.yaml` };
  }
  const held = identity.roles.map((role) => ({ role, right: rightOf(access, role, action) }));
  const fitting = held.filter(({ right }) => rights.includes(right));
  const match = fitting.find(
    ({ role }) => teams === undefined || reaches(access, who, role, teams),
  );
  if (match !== undefined) {
    return { allowed: true, reason: `${who} is ${match.role} (${action}: ${match.right})` };
  }
  const roles = held.map(({ role, right }) => `${role} (${action}: ${right})`).join(", ");
  const where = fitting.length > 0 ? ` of team ${identity.team}, and of no other` : "";
  return { allowed: false, reason: `${who} is ${roles}${where}` };
}

/** Is a team's thing within what somebody has by a role? */
function reaches(access: Access, who: string, role: string, teams: readonly string[]): boolean {
  if (access.roles?.[role]?.reach === "every-team") return true;
  const own = identityOf(access, who)?.team;
  return own !== undefined && teams.includes(own);
}

/** A login such as "constructor" is no key of a file that does not name it. */
function identityOf(access: Access, who: string): Access["identities"][string] | undefined {
  return Object.hasOwn(access.identities, who) ? access.identities[who] : undefined;
}
