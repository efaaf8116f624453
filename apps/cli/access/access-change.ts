import { type Access, activeGrants } from "../../../components/config/access";
import { isApproved, stateOf } from "../../../components/config/access/grant-schema";
import { type Effective, effective, named } from "./effective";

/** What a change of stacks/access.yaml means for one identity, in words. */
export interface IdentityChange {
  readonly identity: string;
  /** `new`, `removed`, or neither. */
  readonly presence: "new" | "removed" | "stays";
  /** `promote-artifact: may act at once`. */
  readonly gains: readonly string[];
  readonly loses: readonly string[];
  /** New requests for a grant, which give nothing until somebody approves them. */
  readonly asks: readonly string[];
}

const WIDTH = { no: 0, request: 1, limited: 2, yes: 3 } as const;

/**
 * Compares who may do what: the matrix, who has which role and is in which team, how far roles reach,
 * and grants that have not expired. A cell that changes for a role nobody has changes nothing for anybody, and is not told.
 * @param now grants that have expired then are worth nothing
 */
export function accessChange(before: Access, after: Access, now: Date): readonly IdentityChange[] {
  const { actions, identities } = named(before, after);
  return identities.flatMap((identity) => {
    const gains: string[] = [];
    const loses: string[] = [];
    for (const action of actions) {
      const then = effective(before, identity, action);
      const next = effective(after, identity, action);
      compareActs(action, then, next, gains, loses);
      for (const duty of next.duties) {
        if (!then.duties.includes(duty) && told(duty, then, next)) gains.push(`${action}: ${duty}`);
      }
      for (const duty of then.duties) {
        if (!next.duties.includes(duty) && told(duty, then, next)) loses.push(`${action}: ${duty}`);
      }
    }
    const [had, has] = [grantsOf(before, identity, now), grantsOf(after, identity, now)];
    gains.push(...has.filter((grant) => !had.includes(grant)));
    loses.push(...had.filter((grant) => !has.includes(grant)));
    const [left, joined] = [before, after].map(({ identities: all }) => all[identity]?.team);
    if (left !== undefined && joined !== undefined && left !== joined) {
      gains.push(`membership of team ${joined}`);
      loses.push(`membership of team ${left}`);
    }
    const asked = requestsOf(before, identity, now);
    const asks = requestsOf(after, identity, now).filter((one) => !asked.includes(one));
    const presence = presenceOf(identity, before, after);
    if (gains.length + loses.length + asks.length === 0 && presence === "stays") return [];
    return [{ identity, presence, gains, loses, asks }];
  });
}

/** `mira loses promote-artifact: may act at once`: one sentence a gain or loss. */
export function accessSentences(changes: readonly IdentityChange[]): readonly string[] {
  return changes.flatMap(({ identity, presence, gains, loses, asks }) => [
    ...(presence === "new" ? [`${identity} is new`] : []),
    ...(presence === "removed" ? [`${identity} is removed`] : []),
    ...gains.map((what) => `${identity} gains ${what}`),
    ...loses.map((what) => `${identity} loses ${what}`),
    ...asks.map((what) => `${identity} asks for ${what}`),
  ]);
}

function compareActs(
  action: string,
  then: Effective,
  next: Effective,
  gains: string[],
  loses: string[],
): void {
  if (actsText(then) === actsText(next)) return;
  const change = `${action}: ${actsText(next)} (before: ${actsText(then)})`;
  const wider = WIDTH[next.acts] - WIDTH[then.acts];
  const farther = Number(next.reach === "every-team") - Number(then.reach === "every-team");
  // Another scope may be wider or narrower; nobody but a reader of both can say.
  if (wider > 0 || farther > 0 || (wider === 0 && farther === 0)) gains.push(change);
  if (wider < 0 || farther < 0) loses.push(change);
}

function actsText({ acts, reach, scopes }: Effective): string {
  const teams = reach === "every-team" ? ", for every team" : "";
  switch (acts) {
    case "yes":
      return `may act at once${teams}`;
    case "limited":
      return `may act within ${scopes.join("; ")}${teams}`;
    case "request":
      return "may ask for a grant";
    case "no":
      return "may not act";
  }
}

/** Approving comes with acting: only without a change of that is it a change of its own. */
function told(duty: string, then: Effective, next: Effective): boolean {
  return duty !== "approve" || (then.acts === "yes") === (next.acts === "yes");
}

function grantsOf(access: Access, identity: string, now: Date): string[] {
  return activeGrants(access, now)
    .filter((one) => one.identity === identity)
    .map(
      (one) =>
        `${one.action}: by a grant for team ${one.team} until ${one.expires}, approved by ${one.approver} (${one.reason})`,
    );
}

function requestsOf(access: Access, identity: string, now: Date): string[] {
  return access.grants
    .filter(
      (one) => one.identity === identity && !isApproved(one) && stateOf(one, now) === "pending",
    )
    .map((one) => `${one.action} for team ${one.team} until ${one.expires} (${one.reason})`);
}

function presenceOf(identity: string, before: Access, after: Access): IdentityChange["presence"] {
  if (before.identities[identity] === undefined) return "new";
  return after.identities[identity] === undefined ? "removed" : "stays";
}
