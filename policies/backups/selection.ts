import { isSet, members, UNKNOWN } from "../engine/known";
import type { StackResource } from "../engine/stack";
import { regionOf } from "./regions";
import { type Kind, tagOf } from "./stateful";

interface Condition {
  readonly key?: string;
  readonly value?: string;
}

type SelectionProps = Readonly<{
  planId?: string;
  resources?: readonly string[];
  notResources?: readonly string[];
  selectionTags?: readonly Condition[];
  conditions?: readonly Readonly<
    Partial<
      Record<
        "stringEquals" | "stringLikes" | "stringNotEquals" | "stringNotLikes",
        readonly Condition[]
      >
    >
  >[];
}>;

export const SELECTION = "aws:backup/selection:Selection";
export const PLAN = "aws:backup/plan:Plan";

/**
 * Whether a selection takes a resource, as AWS Backup decides it: named resources first, of those the
 * ones whose tags meet every condition; where nothing is named, those with any of the selection's tags.
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources-json.html
 */
export function takes(
  selection: StackResource<SelectionProps>,
  resource: StackResource,
  kind: Kind,
): boolean {
  if (regionOf(selection) !== regionOf(resource)) return false;
  const { props } = selection;
  if (names(selection, "notResources", resource, kind)) return false;
  const byName = isSet(props, "resources");
  const byTag = isSet(props, "selectionTags");
  if (!byName && !byTag) return false;
  return (
    (!byName || names(selection, "resources", resource, kind)) &&
    (!byTag || (props.selectionTags ?? []).some((tag) => equals(tag, resource))) &&
    (props.conditions ?? []).every((condition) => meets(condition, resource))
  );
}

/**
 * Does a list of ARNs and patterns hold the resource: by connection, or by a pattern for all of its
 * kind? An ARN that is not known yet is one of another resource, or the connection would tell.
 */
function names(
  selection: StackResource<SelectionProps>,
  input: "resources" | "notResources",
  resource: StackResource,
  { arn }: Kind,
): boolean {
  if (!isSet(selection.props, input)) return false;
  if (selection.propertyDependencies[input]?.includes(resource)) return true;
  return members(selection.props[input] ?? []).some(
    (pattern) => pattern !== UNKNOWN && matchesArn(pattern, arn),
  );
}

/** `arn:aws:rds:*:*:db:*` for any database. Region and account of the kind's ARN match everything. */
function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === "*") return true;
  const wanted = pattern.split(":");
  return arn.split(":").every((part, index) => part === "*" || matches(wanted[index] ?? "", part));
}

/** `*` stands for any text, as AWS Backup reads it. */
function matches(pattern: string, text: string): boolean {
  const [first = "", ...others] = pattern.split("*");
  const last = others.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of others) {
    const at = text.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return text.length - from >= last.length && text.endsWith(last);
}

const RESOURCE_TAG = "aws:ResourceTag/";

function tagIn({ key = "" }: Condition, resource: StackResource): string | undefined {
  return tagOf(resource, key.startsWith(RESOURCE_TAG) ? key.slice(RESOURCE_TAG.length) : key);
}

function equals(condition: Condition, resource: StackResource): boolean {
  return tagIn(condition, resource) === condition.value;
}

/** All of a condition; a tag that is not there is none that differs. */
function meets(
  condition: NonNullable<SelectionProps["conditions"]>[number],
  resource: StackResource,
): boolean {
  const like = (one: Condition) => matches(one.value ?? "", tagIn(one, resource) ?? "");
  const tagged = (one: Condition) => tagIn(one, resource) !== undefined;
  return (
    (condition.stringEquals ?? []).every((one) => equals(one, resource)) &&
    (condition.stringLikes ?? []).every((one) => tagged(one) && like(one)) &&
    (condition.stringNotEquals ?? []).every((one) => tagged(one) && !equals(one, resource)) &&
    (condition.stringNotLikes ?? []).every((one) => tagged(one) && !like(one))
  );
}
