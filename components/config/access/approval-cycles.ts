import { type Access, approversOf, askingRoles } from "../access";

/*
 * When do approvals go round in a circle? Somebody **asks for** an action when a role of theirs says
 * `request` for it and none gives it at once. An action **waits for** another when it has approvers,
 * and every one of them asks for the other. A cycle of approvals is a chain of such waits that comes
 * back to where it began: each request in it is decided by people who need the others' say, and
 * nobody from outside ever looks. An action whose approvers all ask for itself is the shortest one.
 */

/**
 * The cycles of approvals, each as its actions in turn, told once.
 * @returns nothing for a matrix in which every request reaches somebody who need not ask
 */
export function approvalCycles(access: Access): readonly (readonly string[])[] {
  const actions = Object.keys(access.matrix);
  const waits = new Map(
    actions.map((action) => [action, actions.filter((other) => waitsFor(access, action, other))]),
  );
  const done = new Set<string>();
  const cycles: string[][] = [];
  const follow = (action: string, chain: readonly string[]): void => {
    const start = chain.indexOf(action);
    if (start !== -1) {
      cycles.push(chain.slice(start));
      return;
    }
    if (done.has(action)) return;
    for (const next of waits.get(action) ?? []) follow(next, [...chain, action]);
    done.add(action);
  };
  for (const action of actions) follow(action, []);
  return cycles;
}

function waitsFor(access: Access, action: string, other: string): boolean {
  const approvers = approversOf(access, action);
  return (
    approvers.length > 0 && approvers.every((who) => askingRoles(access, who, other).length > 0)
  );
}
