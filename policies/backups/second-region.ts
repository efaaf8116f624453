import { known, UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";
import { regionInArn, regionOf } from "./regions";
import type { PlanProps } from "./retention";
import { PLAN } from "./selection";
import { VAULT } from "./vault-key";

type Plan = StackResource<Readonly<Pick<PlanProps, "rules">>>;

/** A region's outage takes its vaults with it. */
export const secondRegion = stackRule({
  id: "backups-second-region",
  checks: ["BKP-1"],
  severity: "high",
  level: "posture",
  description:
    "Every backup is copied to a second region where the environment's posture asks for it.",
  why: "When the region is away, or the account's rights in it are lost, everything and its backups are away together.",
  remediation:
    "Name `secondary_region` in the stack file; components/data/backups.ts then copies every rule's backups. Of AWS Backup itself give each rule `copyActions` to a vault of another region.",
  check: (stack, report, { environment }) => {
    if (!environment.settings.replicateToSecondRegion) return;
    for (const plan of stack.ofType(PLAN) as readonly Plan[]) {
      stack.decide(plan, () => {
        for (const [index, rule] of (plan.props.rules ?? []).entries()) {
          if ((rule.copyActions ?? []).some((copy) => goesAway(plan, copy))) continue;
          report(
            plan,
            `Backups of rule "${rule.ruleName ?? index + 1}" stay in their region; this environment's posture asks for a copy in a second one. Give the rule copyActions to a vault there.`,
          );
        }
      });
    }
  },
});

/** To another region: told by the ARN, or by where the vaults lie that the plan is connected to. */
function goesAway(plan: Plan, copy: { readonly destinationVaultArn?: string }): boolean {
  const home = regionOf(plan);
  const arn = known(() => copy.destinationVaultArn);
  if (arn !== UNKNOWN) return arn !== undefined && regionInArn(arn) !== home;
  const vaults = (plan.propertyDependencies.rules ?? []).filter(({ type }) => type === VAULT);
  return vaults.some((vault) => regionOf(vault) !== home);
}
