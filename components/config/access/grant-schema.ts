import { z } from "zod";
import { kebabName } from "../names";

/**
 * One line that shows what it is: no line breaks, control characters, or marks that turn the direction
 * of writing. A reviewer reads it in a diff, and tools print it.
 * @see https://trojansource.codes/
 */
const PLAIN_LINE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;

/** RFC 3339 in UTC. */
const moment = z.iso.datetime({ error: "expected a moment in UTC, such as 2026-11-21T09:00:00Z" });

/**
 * An entry under `grants` of stacks/access.yaml. Without `approver` and `approved` it is a request: it
 * waits, and gives nothing. What else must hold, the loader checks (check-grants.ts).
 */
export const grantSchema = z.strictObject({
  /** A login of `identities`: whose right it is, and nobody else's. */
  identity: z.string().min(1),
  /** An action for which the identity's cell says `request`. */
  action: kebabName,
  /** A key of teams.yaml: whose things the right is about. */
  team: kebabName,
  /** What for, on one line. */
  reason: z
    .string()
    .min(10)
    .max(300)
    .refine((text) => PLAIN_LINE.test(text), {
      error: "expected one line without control characters",
    }),
  /** When it was asked for, RFC 3339 UTC. */
  requested: moment.describe("When it was asked for."),
  /** RFC 3339 UTC; from this moment on the grant is worth nothing. */
  expires: moment.describe("When it ends: at most a week after it was asked for."),
  /**
   * Who approved: somebody else, whose cell for the action says `approve` or `yes`.
   * @default none: the request is pending, and gives nothing
   */
  approver: z
    .string()
    .min(1)
    .optional()
    .describe("Who approved. Absent: the request is pending, and grants nothing."),
  /** When, RFC 3339 UTC; before it the grant is worth nothing. Comes with `approver`. */
  approved: moment
    .optional()
    .describe("When it was approved; the grant begins. Comes with approver, or not at all."),
});

export type Grant = z.output<typeof grantSchema>;

/** A grant as somebody asks for it. */
export type GrantRequest = Omit<Grant, "approver" | "approved">;

/** A grant that somebody approved. */
export type ApprovedGrant = Grant & { readonly approver: string; readonly approved: string };

/** What an entry under `grants` is worth at a moment: only an active one gives anything. */
export type GrantState = "pending" | "active" | "expired";

/** Where an entry stands, by its own words. Whether they are true, activeGrants in ../access.ts asks too. */
export function stateOf(grant: Grant, now: Date): GrantState {
  if (Date.parse(grant.expires) <= now.getTime()) return "expired";
  return isApproved(grant) && Date.parse(grant.approved) <= now.getTime() ? "active" : "pending";
}

/** Did somebody sign it, whenever that was? */
export function isApproved(grant: Grant): grant is ApprovedGrant {
  return grant.approver !== undefined && grant.approved !== undefined;
}
