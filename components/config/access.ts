import { z } from "zod";
import { kebabName } from "./names";

/** Rights that let someone act at once. */
export const STANDING_RIGHTS = ["yes", "limited", "restricted"] as const;

/** Every value a cell of the matrix may have. */
export const RIGHTS = [
  ...STANDING_RIGHTS,
  "no",
  /** Nothing until an entry under `grants:` names identity, action, reason, approver and expiry. */
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
    /** Time-bound rights for `request` cells. */
    grants: z
      .array(
        z.strictObject({
          identity: z.string().min(1),
          action: kebabName,
          reason: z.string().min(10),
          approver: z.string().min(1),
          /** RFC 3339 UTC; from this moment on the grant is worth nothing. */
          expires: z.iso.datetime(),
        }),
      )
      .default([]),
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

/** May this identity act itself: by a standing right or a grant that has not expired? */
export function mayAct(access: Access, who: string, action: string, now: Date): Entitlement {
  const standing = byRole(access, who, action, STANDING_RIGHTS);
  if (standing.allowed) return standing;
  const grant = access.grants.find(
    (entry) =>
      entry.identity === who &&
      entry.action === action &&
      new Date(entry.expires).getTime() > now.getTime(),
  );
  if (grant === undefined) return standing;
  return { allowed: true, reason: `${who} holds a grant for ${action} until ${grant.expires}` };
}

/** May this identity approve the action of somebody else? */
export function mayApprove(access: Access, who: string, action: string): Entitlement {
  return byRole(access, who, action, ["approve", "yes"]);
}

/** Every identity that may approve an action, for messages that name whom to ask. */
export function approversOf(access: Access, action: string): string[] {
  return Object.keys(access.identities).filter((who) => mayApprove(access, who, action).allowed);
}

function byRole(
  access: Access,
  who: string,
  action: string,
  rights: readonly Right[],
): Entitlement {
  // A login such as "constructor" is no key of a file that does not name it.
  const identity = Object.hasOwn(access.identities, who) ? access.identities[who] : undefined;
  if (identity === undefined) {
    return { allowed: false, reason: `${who} is not in stacks/access.yaml` };
  }
  const held = identity.roles.map((role) => ({ role, right: rightOf(access, role, action) }));
  const match = held.find(({ right }) => rights.includes(right));
  return match === undefined
    ? {
        allowed: false,
        reason: `${who} is ${held.map(({ role, right }) => `${role} (${action}: ${right})`).join(", ")}`,
      }
    : { allowed: true, reason: `${who} is ${match.role} (${action}: ${match.right})` };
}
