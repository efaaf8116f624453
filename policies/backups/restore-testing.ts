import { stackRule } from "../engine/rule";
import type { Stack } from "../engine/stack";
import { eachPromised } from "./stateful";

export const TESTING_PLAN = "aws:backup/restoreTestingPlan:RestoreTestingPlan";
export const TESTING_SELECTION = "aws:backup/restoreTestingSelection:RestoreTestingSelection";

type TestingProps = Readonly<{ protectedResourceType?: string }>;

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing.html */
export const restoreTesting = stackRule({
  id: "backups-restore-testing",
  checks: ["BKP-1"],
  severity: "medium",
  level: "posture",
  description: "Backups of every kind are restored regularly where data is promised.",
  why: "A backup that was never restored fails on the day that it is needed: a key that is gone, a role that may not, a subnet group that is missing.",
  remediation:
    "Keep `restoreTested` in components/config/recovery.ts, and add a `RestoreTestingSelection` for a new kind of data to components/data/restore-tests.ts.",
  check: (stack, report, { environment }) => {
    if (!environment.settings.deletionProtection) return;
    const kinds = new Set<string>();
    eachPromised(stack, (_, { tested }) => kinds.add(tested));
    if (kinds.size === 0) return;
    const [plan] = stack.ofType(TESTING_PLAN);
    if (plan === undefined) {
      report(
        stack.root,
        `No backup is ever restored: this environment promises data, and there is no restore testing plan. Make one, with a selection for ${[...kinds].sort().join(", ")}.`,
      );
      return;
    }
    for (const kind of testedKinds(stack)) kinds.delete(kind);
    if (kinds.size === 0) return;
    report(
      plan,
      `Backups of ${[...kinds].sort().join(", ")} are never restored: the plan has no selection of that type. Add a RestoreTestingSelection with this protectedResourceType.`,
    );
  },
});

/** What the selections try. One whose type only a deployment tells may be the missing one. */
function testedKinds(stack: Stack): Set<string> {
  const kinds = new Set<string>();
  for (const selection of stack.ofType<TestingProps>(TESTING_SELECTION)) {
    kinds.add(selection.props.protectedResourceType ?? "");
  }
  return kinds;
}
