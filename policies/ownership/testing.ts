import type { Grant } from "../../components/config/access/grant-schema";
import type { SecretDuty } from "../../components/config/ownership";
import type { Context } from "../engine/context";
import { contextOf, type Given } from "../engine/testing";

/** A stack without anything in it. */
export const STACK: Given = { type: "pulumi:pulumi:Stack", name: "towpath-prod" };

/** When these tests happen. */
export const NOW = new Date("2026-11-21T12:00:00Z");

/** A right that Dana has for a week from the day before. */
export const GRANT: Grant = {
  identity: "dana",
  action: "restore-artifact",
  team: "support-ml",
  reason: "restores the reports of October",
  requested: "2026-11-20T09:00:00Z",
  expires: "2026-11-27T09:00:00Z",
  approver: "petra",
  approved: "2026-11-20T09:15:00Z",
};

/** The shipped files with these grants. */
export function granting(...grants: readonly Partial<Grant>[]): Partial<Context> {
  const { stacks } = contextOf();
  const access = { ...stacks.access, grants: grants.map((grant) => ({ ...GRANT, ...grant })) };
  return { now: NOW, stacks: { ...stacks, access } };
}

/** The shipped files with this request, which nobody has approved. */
export function requesting(changes: Partial<Grant>): Partial<Context> {
  const { approved: _at, approver: _by, ...request } = { ...GRANT, ...changes };
  const { stacks } = contextOf();
  return { now: NOW, stacks: { ...stacks, access: { ...stacks.access, grants: [request] } } };
}

/** The shipped files, on {@link NOW}, with this rotation of `mlflow-secrets-flask` and no other. */
export function rotating(duty?: Partial<SecretDuty>): Partial<Context> {
  const { stacks } = contextOf();
  const entry: SecretDuty = { owner: "platform", every_days: 90, rotated: {}, ...duty };
  const secrets = duty === undefined ? {} : { "mlflow-secrets-flask": entry };
  return { now: NOW, stacks: { ...stacks, ownership: { ...stacks.ownership, secrets } } };
}

/** That secret, as the program makes it. */
export const SECRET: Given = {
  type: "aws:secretsmanager/secret:Secret",
  name: "mlflow-secrets-flask",
  props: { tags: { "towpath:owner": "platform", "towpath:rotation": "deploy" } },
};
