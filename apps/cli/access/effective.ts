import type { Access, Reach, Right } from "../../../components/config/access";

/** What one identity may do about one action, all of its roles together. */
export interface Effective {
  /** The widest right to act: without asking, within a scope, on request, or not at all. */
  readonly acts: "yes" | "limited" | "request" | "no";
  /** Whose things: those of every team only by a `yes` or `restricted` of a role that reaches so far. */
  readonly reach: Reach;
  /** What a limited right is limited to, in the words of the matrix. */
  readonly scopes: readonly string[];
  /** Duties in the process: approve, verify, informed. */
  readonly duties: readonly Right[];
}

const DUTIES: readonly Right[] = ["approve", "verify", "informed"];

/** What an identity's roles give it by the matrix; grants are counted apart, since they end. */
export function effective(access: Access, identity: string, action: string): Effective {
  const row = access.matrix[action] ?? {};
  const roles = access.identities[identity]?.roles ?? [];
  const cells = roles.flatMap((role) => row[role] ?? []);
  const rights = cells.map((cell) => (typeof cell === "string" ? cell : cell.right));
  const scopes = cells.flatMap((cell) => (typeof cell === "string" ? [] : [cell.scope]));
  const has = (...wanted: readonly Right[]) => rights.some((right) => wanted.includes(right));
  const acts = has("yes")
    ? "yes"
    : has("limited", "restricted")
      ? "limited"
      : has("request")
        ? "request"
        : "no";
  const far = roles.filter((role) => access.roles?.[role]?.reach === "every-team");
  const reaches = far
    .flatMap((role) => row[role] ?? [])
    .some((cell) => cell === "yes" || (typeof cell === "object" && cell.right === "restricted"));
  return {
    acts,
    reach: reaches ? "every-team" : "own-team",
    scopes: acts === "limited" ? [...new Set(scopes)].sort() : [],
    // Who may act may approve too (mayApprove): a change of roles takes nothing away then.
    duties: DUTIES.filter((duty) => has(duty) || (duty === "approve" && acts === "yes")),
  };
}

/** Every action of a matrix, and every identity, of one or both files. */
export function named(...files: readonly Access[]): {
  readonly actions: readonly string[];
  readonly identities: readonly string[];
} {
  const all = (pick: (access: Access) => object) =>
    [...new Set(files.flatMap((file) => Object.keys(pick(file))))].sort();
  return { actions: all(({ matrix }) => matrix), identities: all(({ identities }) => identities) };
}
