import { UNKNOWN, UNKNOWN_VALUE, type Unknown, UnknownValueError } from "../engine/known";
import type { Subject } from "../engine/subject";
import { type Statement, statementsOf } from "../reading/documents";

/** Inputs of whatever says what an identity may do. */
export interface GrantProps {
  readonly policy?: unknown;
  readonly inlinePolicy?: unknown;
  readonly inlinePolicies?: readonly { readonly name?: string; readonly policy?: unknown }[];
}

const ROLE = "aws:iam/role:Role";
const PERMISSION_SET = "aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy";

/** Everything that says what a person or a workload may do. */
export const GRANTS = [
  "aws:iam/policy:Policy",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/groupPolicy:GroupPolicy",
  "aws:iam/userPolicy:UserPolicy",
  ROLE,
  PERMISSION_SET,
] as const;

/** What a resource allows: the statements of its policies that allow something. */
export function allowed({ type, props }: Subject<GrantProps>): Statement[] {
  return documents(type, props).flatMap(allowing);
}

/** The statements of a document that allow something. */
export function allowing(document: unknown): Statement[] {
  return statementsOf(document).filter(({ effect }) => certain(effect, "Effect") === "Allow");
}

function documents(type: string, props: GrantProps): unknown[] {
  switch (type) {
    case ROLE:
      return (props.inlinePolicies ?? []).map(({ policy }) => policy);
    case PERMISSION_SET:
      return [props.inlinePolicy];
    default:
      return [props.policy];
  }
}

/**
 * A value that decides.
 * @throws UnknownValueError when only a deployment knows it
 */
export function certain<T>(value: T | Unknown, what: string): T {
  if (value === UNKNOWN) throw new UnknownValueError(UNKNOWN_VALUE, ["policy", what]);
  return value;
}

/** The known ones. */
export function knownOf<T>(values: readonly (T | Unknown)[]): T[] {
  return values.filter((value): value is T => value !== UNKNOWN);
}

/** After everything known was judged: throws where something is left that only a deployment knows. */
export function certainAll(values: readonly unknown[], what: string): void {
  for (const value of values) certain(value, what);
}

/** `Statement "ReadArtifacts"`, for messages. */
export function called({ name }: Statement): string {
  return name.startsWith("statement ") ? `S${name.slice(1)}` : `Statement "${name}"`;
}

/** `a, b and c`. */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
