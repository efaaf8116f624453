import { UNKNOWN } from "../engine/known";
import type { Statement } from "../reading/documents";
import { onlyWildcards } from "./actions";

/**
 * Keys whose fixed value makes a statement for everybody one for somebody: an account, an
 * organization, one resource, one network. AWS's own meaning of "public" for file systems, without
 * addresses and user ids, and with the account and organization keys in full.
 * @see https://docs.aws.amazon.com/efs/latest/ug/access-control-block-public-access.html
 */
const NAMING = new Set([
  "aws:sourcearn",
  "aws:sourceaccount",
  "aws:sourceowner",
  "aws:sourceorgid",
  "aws:sourcevpc",
  "aws:sourcevpce",
  "aws:principalarn",
  "aws:principalaccount",
  "aws:principalorgid",
  "elasticfilesystem:accessedviamounttarget",
]);

/** Operators that want the value to be there and to be as named; negated and `…IfExists` ones do not. */
const WANTING = new Set([
  "stringequals",
  "stringequalsignorecase",
  "stringlike",
  "arnequals",
  "arnlike",
  "bool",
]);

/** Does a condition name who or what may come? A value that AWS has still to make is named. */
export function isNarrowed({ conditions }: Statement): boolean {
  return Object.entries(conditions).some(
    ([operator, keys]) =>
      WANTING.has(operator.toLowerCase().replace(/^foranyvalue:/, "")) &&
      Object.entries(keys).some(
        ([key, values]) =>
          NAMING.has(key.toLowerCase()) &&
          values.length > 0 &&
          values.every((value) => value === UNKNOWN || isFixed(value)),
      ),
  );
}

/** `false` asks for whoever came another way; an ARN without account and name asks for nothing. */
function isFixed(value: string): boolean {
  if (value === "false" || onlyWildcards(value)) return false;
  return (
    !value.startsWith("arn:") ||
    value
      .split(":")
      .slice(4)
      .some((part) => !isOpen(part))
  );
}

const isOpen = (part: string) => part === "" || onlyWildcards(part);
