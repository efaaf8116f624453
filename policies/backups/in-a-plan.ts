import { isSet } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import { PLAN, SELECTION, takes } from "./selection";
import { eachPromised, tagOf } from "./stateful";

/** Joined by tag or by ARN, within one region: AWS Backup sees no other. */
export const inAPlan = stackRule({
  id: "backups-in-a-plan",
  checks: ["RDS-7", "EFS-1", "BKP-1"],
  severity: "high",
  level: "posture",
  description: "Everything that holds promised data is taken by a backup plan.",
  why: "What nobody backs up is gone with the first mistake. It is noticed when somebody asks for it back.",
  remediation:
    "Tag it with the class of its data: give `tagsOf` a `dataClass` of confidential or internal (components/config/tags.ts), for a bucket of the platform `data_class` in the stack file; the plans of components/data/backups.ts take it by that tag. Only a bucket may be operational.",
  check: (stack, report) => {
    const selections = stack
      .ofType(SELECTION)
      .filter((selection) => planHasRules(stack, selection));
    eachPromised(stack, (resource, kind) => {
      if (selections.some((selection) => takes(selection, resource, kind))) return;
      const tag = tagOf(resource, "towpath:data-class");
      report(
        resource,
        `No backup selection takes this ${kind.what}: its tag towpath:data-class is ${tag ?? "not set"}. Tag it with the class of its data, or name it in a selection of its region.`,
      );
    });
  },
});

/** A selection of a plan that this program does not make is taken at its word. */
function planHasRules(stack: Stack, selection: StackResource): boolean {
  const plan = stack.source(selection, "planId", PLAN);
  return plan === undefined || isSet(plan.props, "rules");
}
