import type { Access } from "../../components/config/access";
import type { Thing, ThingKind } from "./iam-world";

/*
 * What the matrix means in AWS, written down a second time, from docs/access-matrix.md and by hand,
 * so that a mistake in the product's table is not a mistake here too. Nothing of components/access and
 * components/config/access is used.
 */

/** Calls on kinds of things that an action of the matrix is about. */
interface Duty {
  readonly calls: readonly string[];
  readonly on: readonly ThingKind[];
  /** Only for roles that reach every team; `any` of the things is then theirs, whoever's it is. */
  readonly platform?: true;
}

const READ: readonly Duty[] = [
  { calls: ["s3:ListBucket"], on: ["artifact-listing"] },
  { calls: ["s3:GetObject"], on: ["artifact"] },
  { calls: ["kms:Decrypt"], on: ["data-key"] },
];
const WRITE: readonly Duty[] = [
  {
    calls: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts", "s3:PutObject"],
    on: ["artifact"],
  },
  { calls: ["kms:Decrypt", "kms:GenerateDataKey"], on: ["data-key"] },
];
const CLUSTER: Duty = { calls: ["eks:DescribeCluster"], on: ["cluster"] };

const DUTIES: Readonly<Record<string, readonly Duty[]>> = {
  "read-runs": [CLUSTER, ...READ],
  "write-runs": [
    CLUSTER,
    ...READ,
    ...WRITE,
    { calls: ["s3:ListBucket"], on: ["dataset-listing"] },
    { calls: ["s3:GetObject"], on: ["dataset"] },
  ],
  "promote-artifact": READ,
  "deploy-service": [CLUSTER],
  "rotate-secrets": [
    CLUSTER,
    {
      calls: ["secretsmanager:DescribeSecret"],
      on: ["deploy-secret", "first-use-secret"],
      platform: true,
    },
    { calls: ["secretsmanager:GetSecretValue"], on: ["first-use-secret"], platform: true },
    { calls: ["kms:Decrypt"], on: ["secrets-key"], platform: true },
  ],
  "delete-shared-artifact": [
    { calls: ["s3:ListBucket"], on: ["artifact-listing"] },
    { calls: ["s3:DeleteObject"], on: ["artifact"] },
    { calls: ["s3:ListBucket"], on: ["artifact-listing"], platform: true },
    { calls: ["s3:DeleteObject"], on: ["artifact"], platform: true },
  ],
  "restore-artifact": [
    { calls: ["s3:ListBucket", "s3:ListBucketVersions"], on: ["artifact-listing"] },
    { calls: ["s3:GetObject", "s3:GetObjectVersion"], on: ["artifact"] },
    ...WRITE,
    {
      calls: ["backup:DescribeBackupVault", "backup:ListRecoveryPointsByBackupVault"],
      on: ["vault"],
      platform: true,
    },
    {
      calls: [
        "backup:DescribeRecoveryPoint",
        "backup:GetRecoveryPointRestoreMetadata",
        "backup:StartRestoreJob",
      ],
      on: ["recovery-point"],
      platform: true,
    },
    { calls: ["iam:PassRole"], on: ["restore-role"], platform: true },
  ],
};

/** Every call that any action is about. */
export const CALLS: readonly string[] = [
  ...new Set(Object.values(DUTIES).flatMap((duties) => duties.flatMap(({ calls }) => calls))),
];

/** Things that belong to no team because there is one for all: whoever has any right has this. */
const ONE_FOR_ALL: readonly ThingKind[] = ["cluster", "data-key"];

/** May whoever holds a role in a team make the call, by the matrix? */
export function mayCall(
  { matrix, roles }: Access,
  { role, team }: { readonly role: string; readonly team: string },
  call: string,
  thing: Thing,
): boolean {
  const everyTeam = roles?.[role]?.reach === "every-team";
  const cells = Object.entries(DUTIES).map(([action, duties]) => {
    const cell = matrix[action]?.[role] ?? "no";
    return { duties, right: typeof cell === "string" ? cell : cell.right };
  });
  const kept = cells.some(({ right }) => right === "restricted");
  if (kept && thing.promoted === true && /^s3:DeleteObject(Version)?$/.test(call)) return false;
  return cells.some(({ duties, right }) => {
    if (!["yes", "limited", "restricted"].includes(right)) return false;
    const far = everyTeam && right !== "limited";
    return duties.some(({ calls, on, platform = false }) => {
      if (!calls.includes(call) || !on.includes(thing.kind)) return false;
      if (platform) return far;
      if (ONE_FOR_ALL.includes(thing.kind)) return true;
      return thing.team !== undefined && (far || thing.team === team);
    });
  });
}
