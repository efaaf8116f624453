import type { Conditions, IamResource } from "../config/access/iam-resources";

/** What of an environment the statements about people name; every text may be an Output's placeholder. */
export interface IamPlace {
  readonly partition: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
  readonly environment: string;
  readonly cluster: string;
  /** Physical names. */
  readonly "artifacts-bucket": string;
  readonly "datasets-bucket": string;
  /** Ids of keys, as the end of their ARNs has them. */
  readonly "data-key": string;
  readonly "secrets-key": string;
  readonly vault: string;
  /** The name of the role that AWS Backup restores as. */
  readonly "restore-role": string;
}

/**
 * The longest that each may be, by which policies are divided: how many a role has must not depend
 * on names that only AWS knows. Lengths of names: 63 of a bucket
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html), 100 of a cluster
 * (https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html), 50 of a vault
 * (https://docs.aws.amazon.com/aws-backup/latest/devguide/API_CreateBackupVault.html), 64 of a role
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html), 36 of a key's id.
 */
export const LONGEST_PLACE: IamPlace = {
  partition: "aws-us-gov",
  region: "ap-southeast-1",
  account: "0".repeat(12),
  environment: "e".repeat(63),
  cluster: "c".repeat(100),
  "artifacts-bucket": "b".repeat(63),
  "datasets-bucket": "b".repeat(63),
  "data-key": "k".repeat(36),
  "secrets-key": "k".repeat(36),
  vault: "v".repeat(50),
  "restore-role": "r".repeat(64),
};

/** What a statement is about beside the place: none of them appears in every kind of resource. */
export interface IamScope {
  readonly teams: readonly string[];
  /** Folders in the bucket of artifacts that promotion records name, without slashes at the ends. */
  readonly recordArtifacts: readonly string[];
}

/** A kind of resource in one place: every text filled, for each of the teams and records. */
export function filledResource(
  { arns, conditions }: IamResource,
  place: IamPlace,
  scope: IamScope,
): { readonly arns: readonly string[]; readonly conditions?: Conditions } {
  const all = (texts: readonly string[]) => texts.flatMap((text) => filled(text, place, scope));
  return {
    arns: all(arns),
    ...(conditions !== undefined && {
      conditions: mapped(conditions, (keys) => mapped(keys, all)),
    }),
  };
}

/** @throws Error for a placeholder that nobody knows, so that none ever gets into a policy */
function filled(text: string, place: IamPlace, scope: IamScope): string[] {
  const inPlace = text.replace(/<([a-z-]+)>/g, (whole, name: string) => {
    if (name === "team" || name === "record-artifact") return whole;
    if (!Object.hasOwn(place, name)) throw new Error(`nothing says what ${whole} in ${text} is`);
    return place[name as keyof IamPlace];
  });
  const each = inPlace.includes("<team>")
    ? scope.teams.map((team) => inPlace.replaceAll("<team>", team))
    : [inPlace];
  return each.flatMap((one) =>
    one.includes("<record-artifact>")
      ? scope.recordArtifacts.map((folder) => one.replaceAll("<record-artifact>", folder))
      : [one],
  );
}

function mapped<From, To>(
  record: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
