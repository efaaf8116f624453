/*
 * Who may do what in an object store, as data: which becomes bucket policies and a list of accounts.
 */

/**
 * What a user may do below a prefix. `delete` reads nothing and writes nothing, and what it takes away
 * stays as an older version; the other two let nobody delete.
 */
export type StoreAccessLevel = "read" | "write" | "delete";

export interface StoreGrant {
  readonly bucket: string;
  /** Beginning of every key, without slashes at its ends. */
  readonly prefix: string;
  /** `write` also reads. */
  readonly access: StoreAccessLevel;
}

/** User → what they may do. A user's name is their access key. */
export type StoreUsers = Readonly<Record<string, readonly StoreGrant[]>>;

/** The first account: it makes buckets and policies, and no pod that serves or trains has its key. */
export const ROOT_USER = "root";

const OBJECT_ACTIONS = {
  // One object a call: with DeleteObjects the store asks about the bucket, which no prefix matches.
  delete: ["s3:DeleteObject"],
  read: ["s3:GetObject"],
  write: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
} as const satisfies Record<StoreAccessLevel, readonly string[]>;

const USER = /^[a-z][a-z0-9-]{1,62}$/;
const PREFIX = /^[a-zA-Z0-9_-]+(\/[a-zA-Z0-9_-]+)*$/;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html, without dots. */
const BUCKET = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** What is wrong with buckets and grants, a line each. */
export function grantProblems(buckets: readonly string[], users: StoreUsers): string[] {
  return [
    ...buckets
      .filter((bucket) => !BUCKET.test(bucket))
      .map((bucket) => `buckets: "${bucket}"; expected 3 to 63 lower-case letters, digits and -`),
    ...Object.entries(users).flatMap(([user, grants]) => [
      ...(USER.test(user) && user !== ROOT_USER
        ? []
        : [`users: "${user}"; expected a kebab-case name other than ${ROOT_USER}`]),
      ...grants.flatMap(({ bucket, prefix }) => [
        ...(buckets.includes(bucket)
          ? []
          : [`users.${user}: bucket "${bucket}"; expected one of ${buckets.join(", ")}`]),
        ...(PREFIX.test(prefix)
          ? []
          : [`users.${user}: prefix "${prefix}"; expected letters, digits, - and _, joined by /`]),
      ]),
    ]),
  ];
}

interface Statement {
  readonly Effect: "Allow";
  readonly Principal: { readonly AWS: readonly string[] };
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * The policy of one bucket: every grant ends at its prefix, for listing too. Null when nobody but root
 * has anything to do with it.
 */
export function bucketPolicy(bucket: string, users: StoreUsers) {
  const statements = Object.entries(users).flatMap(([user, grants]) =>
    grants
      .filter((grant) => grant.bucket === bucket)
      .flatMap(({ prefix, access }): Statement[] => [
        {
          Effect: "Allow",
          Principal: { AWS: [user] },
          Action: ["s3:ListBucket"],
          Resource: `arn:aws:s3:::${bucket}`,
          Condition: { StringLike: { "s3:prefix": [prefix, `${prefix}/*`] } },
        },
        {
          Effect: "Allow",
          Principal: { AWS: [user] },
          Action: OBJECT_ACTIONS[access],
          Resource: `arn:aws:s3:::${bucket}/${prefix}/*`,
        },
      ]),
  );
  return statements.length === 0 ? null : { Version: "2012-10-17", Statement: statements };
}

/**
 * `users.json` of the store's internal account list: `iAMConfig` in auth/iam_internal.go of
 * versitygw v1.8.0. The role `user` may do what a bucket's policy says and nothing else.
 */
export function accountsFile(secrets: Readonly<Record<string, string>>): string {
  return JSON.stringify({
    accessAccounts: Object.fromEntries(
      Object.entries(secrets).map(([access, secret]) => [access, { access, secret, role: "user" }]),
    ),
  });
}
