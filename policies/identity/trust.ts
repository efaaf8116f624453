import type { Statement } from "../reading/documents";
import { onlyWildcards } from "./actions";
import { UNKNOWN, type Unknown } from "../engine/known";

/** Inputs of a role that say who may take it. */
export interface TrustProps {
  readonly assumeRolePolicy?: unknown;
}

export const ROLE = "aws:iam/role:Role";

/** Operators that want a value to be there and to be the one named. `…IfExists` want neither. */
const EXACT = new Set(["StringEquals", "StringEqualsIgnoreCase", "ArnEquals"]);
const LIKE = new Set(["StringLike", "ArnLike"]);

/** A value that a condition asks for, and whether it is a pattern. */
export interface Wanted {
  readonly value: string | Unknown;
  readonly pattern: boolean;
}

/** What a statement's conditions ask of a key. Keys of conditions know no case. */
export function wanted({ conditions }: Statement, key: string): Wanted[] {
  return Object.entries(conditions).flatMap(([operator, keys]) => {
    const pattern = LIKE.has(operator);
    if (!pattern && !EXACT.has(operator)) return [];
    return Object.entries(keys)
      .filter(([name]) => name.toLowerCase() === key.toLowerCase())
      .flatMap(([, values]) => values.map((value) => ({ value, pattern })));
  });
}

/** One value named, or a pattern that is more than wildcards. One that AWS has still to make is named. */
export function isNamed({ value, pattern }: Wanted): boolean {
  return value === UNKNOWN || !pattern || !onlyWildcards(value);
}

/** The one thing that pods' roles trust. https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
export const PODS = "pods.eks.amazonaws.com";

/** Does the statement trust EKS Pod Identity? */
export function trustsPods({ principals }: Statement): boolean {
  return principals.some(({ kind, name }) => kind === "Service" && name === PODS);
}
