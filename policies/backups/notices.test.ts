import { VAULT_EVENTS } from "../../components/config/recovery-alarms";
import type { Properties } from "../engine/subject";
import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { notices, NOTIFICATIONS, REPORT_PLAN } from "./notices";
import { PLAN } from "./selection";
import { VAULT } from "./vault-key";

const STACK = "pulumi:pulumi:Stack";
const here = { provider: { region: "us-east-1" }, providerName: "here" };
const TEMPLATES = ["BACKUP_JOB_REPORT", "COPY_JOB_REPORT", "RESTORE_JOB_REPORT"];

/** What the components declare: a plan, its vault and a copy, who is told, and reports. */
function platform(changes: Properties = {}, reports = TEMPLATES, of = "vault"): Given[] {
  return [
    { type: STACK, name: "towpath" },
    { type: VAULT, name: "vault", ...here },
    { type: VAULT, name: "copies", provider: { region: "us-west-2" }, providerName: "second" },
    { type: PLAN, name: "plan", from: { rules: ["vault", "copies"] }, ...here },
    {
      type: NOTIFICATIONS,
      name: "events",
      props: { backupVaultEvents: [...VAULT_EVENTS], snsTopicArn: UNKNOWN_VALUE, ...changes },
      from: { backupVaultName: [of] },
    },
    ...reports.map((reportTemplate) => ({
      type: REPORT_PLAN,
      name: reportTemplate,
      props: { reportSetting: { reportTemplate } },
    })),
  ];
}

const at = [`${VAULT} vault`];

ruleCases(notices, {
  compliant: {
    "what the component declares": { given: platform() },
    "dev, which promises nothing": {
      given: platform({}, []).slice(0, 4),
      environment: "dev",
    },
    "no backups": { given: { type: STACK } },
  },
  violating: {
    "no notifications": {
      given: platform().filter(({ type }) => type !== NOTIFICATIONS),
      at,
      says: /^The vault tells no topic of COPY_JOB_FAILED, S3_BACKUP_OBJECT_FAILED, S3_RESTORE_OBJECT_FAILED\. Make/,
    },
    "the copies are watched, and the vault is not": {
      given: platform({}, TEMPLATES, "copies"),
      at,
      says: /./,
    },
    "objects that were left out are nobody's": {
      given: platform({ backupVaultEvents: ["COPY_JOB_FAILED", "S3_RESTORE_OBJECT_FAILED"] }),
      at,
      says: /no topic of S3_BACKUP_OBJECT_FAILED\./,
    },
    "no topic": { given: platform({ snsTopicArn: undefined }), at, says: /./ },
    "no report of restores": {
      given: platform({}, TEMPLATES.slice(0, 2)),
      at: [`${STACK} towpath`],
      says: /^No report plan makes RESTORE_JOB_REPORT; expected one of each/,
    },
    "staging without reports": {
      given: platform({}, []),
      environment: "staging",
      at: [`${STACK} towpath`],
      says: /BACKUP_JOB_REPORT, COPY_JOB_REPORT, RESTORE_JOB_REPORT/,
    },
  },
  undecided: {
    "events that only a deployment tells": {
      given: platform({ backupVaultEvents: UNKNOWN_VALUE }),
    },
  },
});
