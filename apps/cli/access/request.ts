import { type Access, approversOf, mayAskFor, rightOf } from "../../../components/config/access";
import {
  type Grant,
  type GrantRequest,
  grantSchema,
  isApproved,
  stateOf,
} from "../../../components/config/access/grant-schema";
import type { Stacks } from "../../../components/config/load";
import { InputError, RefusedError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import { durationMs, momentText } from "./duration";

/** What somebody asks for, as they said it. */
export interface Wanted {
  readonly identity: string;
  readonly action: string;
  readonly team: string;
  readonly reason: string;
  /** `30m`, `8h`, `3d`. */
  readonly duration: string;
}

/**
 * The entry that a request is.
 * @throws InputError for names, a reason or a duration that cannot be
 * @throws RefusedError where it may not be asked for, waits already, or nobody else could approve it
 */
export function makeRequest(
  { access, teams }: Pick<Stacks, "access" | "teams">,
  wanted: Wanted,
  now: Date,
): GrantRequest {
  const { action, duration, identity, reason, team } = wanted;
  mustBeKnown("request", "identity", identity, access.identities, "stacks/access.yaml");
  mustBeKnown("request", "action", action, access.matrix, "stacks/access.yaml");
  mustBeKnown("request", "team", team, teams, "stacks/teams.yaml");
  const { error } = grantSchema.shape.reason.safeParse(reason);
  if (error !== undefined) {
    throw new InputError(
      `--reason: found ${reason.length} characters; expected one line of 10 to 300, without control characters`,
      { hint: "The approver and everybody after them reads it: say what for." },
    );
  }
  const requested = Math.floor(now.getTime() / 1000) * 1000;
  const expires = momentText(requested + durationMs(duration));
  mustBeAskable(access, wanted);
  const twin = access.grants.find((one) => isTwin(one, wanted));
  if (twin !== undefined) {
    throw new RefusedError(
      stateOf(twin, now) === "expired"
        ? `${identity}'s last request for ${action} in team ${team} ended at ${twin.expires}, and is still in stacks/access.yaml.`
        : `${identity} has asked for ${action} in team ${team} already, until ${twin.expires}.`,
      { hint: "Remove that entry from grants in stacks/access.yaml first, or have it approved." },
    );
  }
  if (othersWhoApprove(access, wanted).length === 0) {
    throw new RefusedError(`nobody but ${identity} may approve ${action} for team ${team}.`, {
      hint: `Give a role approve for ${action} in stacks/access.yaml first.`,
    });
  }
  return { identity, action, team, reason, requested: momentText(requested), expires };
}

/** Who may approve it: never who asks. */
export function othersWhoApprove(
  access: Access,
  { action, identity, team }: Pick<Grant, "action" | "identity" | "team">,
): string[] {
  return approversOf(access, action, team).filter((who) => who !== identity);
}

/** @throws InputError with the nearest name */
export function mustBeKnown(
  command: string,
  what: string,
  found: string,
  known: object,
  where: string,
): void {
  if (Object.hasOwn(known, found)) return;
  const names = Object.keys(known);
  throw new InputError(
    `access ${command}: found ${what} ${JSON.stringify(found)}${didYouMean(found, names)}; expected one of ${where}: ${names.join(", ")}`,
  );
}

function mustBeAskable(access: Access, { action, identity, team }: Wanted): void {
  if (mayAskFor(access, identity, action, team)) return;
  const { roles = [], team: own = "" } = access.identities[identity] ?? {};
  const cells = roles.map((role) => `${role} has ${rightOf(access, role, action)}`).join(", ");
  const elsewhere = mayAskFor(access, identity, action, own);
  throw new RefusedError(
    elsewhere
      ? `${identity} may ask for ${action} in team ${own} alone, not in ${team}.`
      : `${identity} may not ask for ${action}: ${cells}. Only a cell that says request can be asked for.`,
    { hint: `npx towpath access can ${identity} ${action}` },
  );
}

function isTwin(grant: Grant, { action, identity, team }: Wanted): boolean {
  return (
    !isApproved(grant) &&
    grant.identity === identity &&
    grant.action === action &&
    grant.team === team
  );
}
