import { isDrilled } from "../../components/config/recovery";
import { VAULT_EVENTS } from "../../components/config/recovery-alarms";
import { isSet } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import { regionOf } from "./regions";
import { PLAN } from "./selection";
import { VAULT } from "./vault-key";

export const NOTIFICATIONS = "aws:backup/vaultNotifications:VaultNotifications";
export const REPORT_PLAN = "aws:backup/reportPlan:ReportPlan";

/** Reports that somebody asks for after an accident: what was backed up, copied, and tried. */
const TEMPLATES = ["BACKUP_JOB_REPORT", "COPY_JOB_REPORT", "RESTORE_JOB_REPORT"];

type Notifications = StackResource<{
  readonly backupVaultEvents?: readonly string[];
  readonly snsTopicArn?: string;
}>;
type ReportPlan = StackResource<{ readonly reportSetting?: { readonly reportTemplate?: string } }>;

/** https://docs.aws.amazon.com/aws-backup/latest/devguide/backup-notifications.html */
export const notices = stackRule({
  id: "backups-notices",
  checks: ["BKP-1"],
  severity: "medium",
  level: "posture",
  description:
    "Where data is promised, the vault of every plan tells a topic what went wrong, and every job is reported daily.",
  why: "A backup of a bucket succeeds although objects were left out of it. Only the vault's notification names them, and only the reports show months later which jobs there were.",
  remediation:
    "Leave `BackupNotices` (components/data/backup-notices.ts) as it is, and give it the vault of a new plan.",
  check: (stack, report, { environment: { settings } }) => {
    if (!isDrilled(settings)) return;
    const vaults = plannedVaults(stack);
    if (vaults.length === 0) return;
    for (const vault of vaults) {
      stack.decide(vault, () => {
        const lacking = silentEvents(stack, vault);
        if (lacking.length === 0) return;
        report(
          vault,
          `The vault tells no topic of ${lacking.join(", ")}. Make VaultNotifications with these events, for this vault.`,
        );
      });
    }
    stack.decide(stack.root, () => {
      const plans = stack.ofType(REPORT_PLAN) as readonly ReportPlan[];
      const made = plans.map(({ props }) => props.reportSetting?.reportTemplate);
      const lacking = TEMPLATES.filter((template) => !made.includes(template));
      if (lacking.length === 0) return;
      report(
        stack.root,
        `No report plan makes ${lacking.join(", ")}; expected one of each, daily, into the bucket of reports.`,
      );
    });
  },
});

/** Vaults that plans back up to, in their own region; copies are told of where they come from. */
function plannedVaults(stack: Stack): StackResource[] {
  const vaults = stack
    .ofType(PLAN)
    .flatMap((plan) =>
      (plan.propertyDependencies.rules ?? [])
        .filter(({ type }) => type === VAULT)
        .filter((vault) => regionOf(vault) === regionOf(plan)),
    );
  return [...new Set(vaults)];
}

/** Events that nobody hears of; what only a deployment tells is left open. */
function silentEvents(stack: Stack, vault: StackResource): string[] {
  const told = (stack.ofType(NOTIFICATIONS) as readonly Notifications[])
    .filter((one) => stack.source(one, "backupVaultName", VAULT) === vault)
    .filter(({ props }) => isSet(props, "snsTopicArn"))
    .flatMap(({ props }) => props.backupVaultEvents ?? []);
  return VAULT_EVENTS.filter((event) => !told.includes(event));
}
