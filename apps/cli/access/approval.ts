import { type Access, mayApprove } from "../../../components/config/access";
import { type Grant, isApproved, stateOf } from "../../../components/config/access/grant-schema";
import { InputError, RefusedError } from "../../../lib/errors";
import { momentText } from "./duration";
import { mustBeKnown, othersWhoApprove } from "./request";

/** Who approves what, as they said it. */
export interface Approval {
  readonly identity: string;
  readonly action: string;
  /** @default the only one that waits */
  readonly team: string | undefined;
  readonly approver: string;
}

/**
 * The request that an approval is about.
 * @throws InputError for names that are not there, or where several requests wait
 * @throws RefusedError where none waits, or the approver may not
 */
export function requestToApprove(access: Access, approval: Approval, now: Date): Grant {
  const { action, approver, identity, team } = approval;
  mustBeKnown("approve", "identity", identity, access.identities, "stacks/access.yaml");
  mustBeKnown("approve", "action", action, access.matrix, "stacks/access.yaml");
  mustBeKnown("approve", "approver", approver, access.identities, "stacks/access.yaml");
  const open = access.grants.filter(
    (one) =>
      !isApproved(one) &&
      one.identity === identity &&
      one.action === action &&
      (team === undefined || one.team === team),
  );
  const [request, other] = open.filter((one) => stateOf(one, now) === "pending");
  if (request === undefined) {
    const [late] = open;
    throw new RefusedError(
      late === undefined
        ? `no request of ${identity} for ${action}${team === undefined ? "" : ` in team ${team}`} waits.`
        : `${identity}'s request for ${action} ended at ${late.expires}: it can be approved no more.`,
      { hint: `npx towpath access request --action ${action} --identity ${identity} …` },
    );
  }
  if (other !== undefined) {
    throw new InputError(
      `access approve: ${identity} asks for ${action} in teams ${request.team} and ${other.team}; expected --team`,
    );
  }
  mustBeEntitled(access, request, approver);
  return request;
}

/** The moment of an approval: now, and never before the request, whose seconds are whole too. */
export function approvedAt(request: Grant, now: Date): string {
  return momentText(Math.max(now.getTime(), Date.parse(request.requested)));
}

function mustBeEntitled(access: Access, request: Grant, approver: string): void {
  const { action, identity, team } = request;
  const able = othersWhoApprove(access, request);
  const hint = able.length === 0 ? "Nobody else may." : `Ask ${able.join(" or ")}.`;
  if (approver === identity) {
    throw new RefusedError(`${approver} asks for it, and may not approve it too.`, { hint });
  }
  const { allowed, reason } = mayApprove(access, approver, action, team);
  if (!allowed) {
    throw new RefusedError(`${approver} may not approve ${action} for team ${team}: ${reason}.`, {
      hint,
    });
  }
}
