import type { ApprovedGrant } from "../../../components/config/access/grant-schema";
import type { Context } from "../../../policies/engine/context";
import type { SecretDuty } from "../../../components/config/ownership";
import { beside, type Mutation, set } from "../mutation";

const DAY_MS = 24 * 60 * 60 * 1000;

/** A moment so many days from now. */
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString();

/** A grant that stacks/access.yaml might hold. */
const GRANT: ApprovedGrant = {
  identity: "dana",
  action: "restore-artifact",
  team: "support-ml",
  reason: "Restores the artifact of last week's incident.",
  requested: inDays(-2),
  approver: "petra",
  approved: inDays(-2),
  expires: inDays(5),
};

/** stacks/access.yaml has one grant more. */
const granted =
  (changes: Partial<ApprovedGrant>) =>
  ({ stacks }: Context): Partial<Context> => ({
    stacks: { ...stacks, access: { ...stacks.access, grants: [{ ...GRANT, ...changes }] } },
  });

/** The same, and nobody has approved it. */
const asked =
  (changes: Partial<ApprovedGrant>) =>
  ({ stacks }: Context): Partial<Context> => {
    const { approved: _at, approver: _by, ...request } = { ...GRANT, ...changes };
    return { stacks: { ...stacks, access: { ...stacks.access, grants: [request] } } };
  };

/** An owner of stacks/ownership.yaml has left. */
const retired =
  (name: string) =>
  ({ stacks }: Context): Partial<Context> => {
    const { ownership } = stacks;
    const owner = ownership.owners[name];
    if (owner === undefined) throw new Error(`stacks/ownership.yaml has no ${name}`);
    const owners = { ...ownership.owners, [name]: { ...owner, status: "retired" as const } };
    return { stacks: { ...stacks, ownership: { ...ownership, owners } } };
  };

/** Nobody is named for a surface. */
const unowned =
  (surface: string) =>
  ({ stacks }: Context): Partial<Context> => {
    const { [surface]: _gone, ...surfaces } = stacks.ownership.surfaces;
    return { stacks: { ...stacks, ownership: { ...stacks.ownership, surfaces } } };
  };

/** A secret's rotation, as stacks/ownership.yaml might have it; undefined for no entry. */
const rotating =
  (secret: string, duty?: Partial<SecretDuty>) =>
  ({ stacks }: Context): Partial<Context> => {
    const { [secret]: shipped, ...others } = stacks.ownership.secrets;
    if (shipped === undefined) throw new Error(`stacks/ownership.yaml has no secret ${secret}`);
    const secrets = duty === undefined ? others : { ...others, [secret]: { ...shipped, ...duty } };
    return { stacks: { ...stacks, ownership: { ...stacks.ownership, secrets } } };
  };

/** The day so many days from now. */
const dayIn = (days: number) => inDays(days).slice(0, 10);

const at = "Stack towpath-prod";

/** Mistakes in who owns what, and in rights for a while. */
export const OWNERSHIP: readonly Mutation[] = [
  {
    name: "the service's owner has left",
    at: "ModelService support-triage",
    policy: "ownership-active-owner",
    context: retired("support-ml"),
  },
  {
    name: "MLflow's pods belong to somebody who is not in the roster",
    at: "Deployment mlflow",
    policy: "ownership-active-owner",
    change: set(["spec", "template", "metadata", "labels", "towpath.dev/owner"], "nobody"),
  },
  {
    name: "a bucket is owned by somebody who is not in the roster",
    at: "s3/bucket:Bucket buckets-artifacts",
    policy: "ownership-active-owner",
    change: set(["tags", "towpath:owner"], "nobody"),
  },
  {
    name: "nobody there pays for the database",
    at: "Instance database",
    policy: "ownership-active-owner",
    change: set(["tags", "towpath:cost-center"], "cc-4711"),
  },
  {
    name: "nobody answers for restoring from a backup",
    at,
    policy: "ownership-surfaces",
    also: ["ownership-resolves"],
    context: unowned("restore-from-backup"),
  },
  {
    name: "nobody answers for the model's endpoint",
    at,
    policy: "ownership-surfaces",
    also: ["ownership-resolves"],
    context: unowned("support-triage-endpoint"),
  },
  {
    name: "a grant is approved by its holder",
    at,
    policy: "ownership-grant-approver",
    context: granted({ identity: "petra", approver: "petra" }),
  },
  {
    name: "a grant is approved by a developer",
    at,
    policy: "ownership-grant-approver",
    context: granted({ identity: "mira", approver: "dana" }),
  },
  {
    name: "a grant that is over stays in the file",
    at,
    policy: "ownership-expired-grants",
    context: granted({ expires: inDays(-1) }),
  },
  {
    name: "the lead of another team approves a grant",
    at,
    policy: "ownership-grant-approver",
    context: granted({ action: "rotate-secrets", team: "platform", approver: "omar" }),
  },
  {
    name: "a grant is approved for next week",
    at,
    policy: "ownership-grant-approver",
    context: granted({ approved: inDays(3) }),
  },
  {
    name: "a request that nobody approved stays in the file",
    at,
    policy: "ownership-expired-grants",
    context: asked({ expires: inDays(-1) }),
  },
  {
    name: "a grant ends in half a day",
    at,
    policy: "ownership-expiring-grants",
    context: granted({ expires: inDays(0.5) }),
  },
  {
    name: "nobody answers for what no other surface covers",
    at: "Platform towpath",
    policy: "ownership-resolves",
    also: ["ownership-surfaces"],
    context: unowned("platform"),
  },
  {
    name: "a part of the platform is made outside of it",
    at: "Platform towpath",
    policy: "ownership-resolves",
    change: beside("towpath:data:Warehouse", "warehouse", {}),
  },
  {
    name: "a secret that people rotate is on nobody's list",
    at: "secretsmanager/secret:Secret mlflow-secrets-flask",
    policy: "ownership-rotation-listed",
    context: rotating("mlflow-secrets-flask"),
  },
  {
    name: "a rotation is a week late",
    at: "secretsmanager/secret:Secret mlflow-secrets-database",
    policy: "ownership-rotation-overdue",
    context: rotating("mlflow-secrets-database", { rotated: { prod: dayIn(-97) } }),
  },
  {
    name: "a rotation of a model's keys is late, in the cluster alone",
    at: "core/v1:Secret support-triage-keys-first-client",
    policy: "ownership-rotation-overdue",
    context: rotating("support-triage-keys-first-client", { rotated: { prod: dayIn(-400) } }),
  },
  {
    name: "a rotation is written down before it is done",
    at: "secretsmanager/secret:Secret mlflow-secrets-admin",
    policy: "ownership-rotation-overdue",
    context: rotating("mlflow-secrets-admin", { rotated: { prod: dayIn(30) } }),
  },
  {
    name: "a rotation is due next week",
    at: "secretsmanager/secret:Secret mlflow-secrets-flask",
    policy: "ownership-rotation-due",
    context: rotating("mlflow-secrets-flask", { rotated: { prod: dayIn(-83) } }),
  },
];
