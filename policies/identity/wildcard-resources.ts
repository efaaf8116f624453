import { z } from "zod";
import { UNKNOWN } from "../engine/known";
import { resourceRule } from "../engine/rule";
import type { Statement } from "../reading/documents";
import { isAnything, isServiceWide, matches } from "./actions";
import { allowed, called, certainAll, type GrantProps, GRANTS, knownOf, listed } from "./grants";
import { EC2_WITH_RESOURCES, UNRESTRICTABLE } from "./unrestrictable";

interface Config {
  readonly unrestrictable: readonly string[];
}

/** Actions that a message names; a statement may have a hundred. */
const NAMED = 5;

/** What can be limited to a resource is. CKV_AWS_355, CKV_AWS_356, IAMNoWildcardPermissions. */
export const wildcardResources = resourceRule<GrantProps, Config>({
  id: "identity-wildcard-resources",
  checks: ["IAM-1"],
  severity: "high",
  level: "posture",
  description:
    "Actions that can be limited to a resource are limited to one, or to resources with a tag.",
  why: "A workload that may read every bucket or use every key of the account reads other teams' data on the day that it is broken into, or simply has a bug.",
  remediation:
    "Put the resource's ARN into the builder of the policy; `policyDocument` of components/workloads takes ARNs that AWS has still to make. Where only a tag can tell, add a condition on `aws:ResourceTag/…`. An action that takes no resource by AWS's Service Authorization Reference belongs in policies/identity/unrestrictable.ts, with its source.",
  config: z.object({
    unrestrictable: z
      .array(z.string())
      .default([])
      .describe("Further actions that AWS lets only be used with `*`, as in `ec2:Describe*`"),
  }),
  types: GRANTS,
  check: (resource, report, { config }) => {
    const statements = allowed(resource);
    for (const statement of statements) {
      if (statement.notResources.length > 0) {
        report(
          `${called(statement)} allows its actions on everything but NotResource. List the resources in Resource.`,
        );
      }
      const wide = knownOf(statement.resources).find(isAnything);
      if (wide === undefined || isTagged(statement)) continue;
      const found = knownOf(statement.actions).filter(
        (action) => !isServiceWide(action) && isRestrictable(action, config),
      );
      if (found.length === 0) continue;
      const more = found.length - NAMED;
      const names = [...found.slice(0, NAMED), ...(more > 0 ? [`${more} more`] : [])];
      report(
        `${called(statement)} allows ${listed(names)} on ${wide}, which can be limited. Name the resources, or limit them by tag.`,
      );
    }
    for (const { actions, resources } of statements) {
      // An unknown resource is one that AWS has still to name; an unknown action decides.
      if (resources.some((one) => one !== UNKNOWN && isAnything(one))) {
        certainAll(actions, "Action");
      }
    }
  },
});

function isRestrictable(action: string, { unrestrictable }: Config): boolean {
  if (EC2_WITH_RESOURCES.has(action.toLowerCase())) return true;
  return ![...UNRESTRICTABLE, ...unrestrictable].some((pattern) => matches(pattern, action));
}

/**
 * Limited to resources with a tag. `IfExists` does not count: it lets through what has no tag.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function isTagged({ conditions }: Statement): boolean {
  return Object.entries(conditions).some(
    ([operator, keys]) =>
      TAG_OPERATORS.has(operator) &&
      Object.keys(keys).some((key) => key.toLowerCase().includes(":resourcetag/")),
  );
}

const TAG_OPERATORS = new Set(["StringEquals", "StringEqualsIgnoreCase", "StringLike"]);
