import { type Access, approversOf, mayAct, mayApprove } from "../../../components/config/access";
import { RefusedError } from "../../../lib/errors";

/** The action of stacks/access.yaml that a deletion is. */
export const DELETE = "delete-shared-artifact";

/** Who deletes a version, and who answers for it. */
export interface DeletingPeople {
  readonly deleter: string;
  readonly approver: string;
}

/**
 * Why these people may not delete a version of these teams, if so. Two people in every environment:
 * what is deleted is not made again.
 */
export function noRightToDelete(
  access: Access,
  { deleter, approver }: DeletingPeople,
  teams: readonly string[],
  at: Date,
): string | undefined {
  const acting = mayAct(access, deleter, DELETE, at, teams);
  if (!acting.allowed) return `${deleter} may not delete a shared artifact: ${acting.reason}`;
  const approving = mayApprove(access, approver, DELETE, teams);
  if (!approving.allowed) return `${approver} may not approve a deletion: ${approving.reason}`;
  if (deleter === approver) return `${deleter} deletes and approves; expected somebody else`;
  return undefined;
}

/** @throws RefusedError naming who could */
export function checkDeleters(
  access: Access,
  people: DeletingPeople,
  teams: readonly string[],
  now: Date,
): void {
  const problem = noRightToDelete(access, people, teams, now);
  if (problem === undefined) return;
  const able = Object.keys(access.identities).filter(
    (who) => mayAct(access, who, DELETE, now, teams).allowed,
  );
  const approvers = approversOf(access, DELETE, teams).filter((who) => who !== people.deleter);
  const nobody = (names: readonly string[]) => (names.length === 0 ? "nobody" : names.join(", "));
  throw new RefusedError(`${problem}.`, {
    hint: `By stacks/access.yaml may delete: ${nobody(able)}; approve: ${nobody(approvers)}. Say who you are with --as.`,
  });
}
