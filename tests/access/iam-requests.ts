import { iamDocuments } from "../../components/access/iam-roles";
import { iamFacts, PLACE, shippedAccess } from "../../components/access/testing";
import type { Access } from "../../components/config/access";
import { bucketPolicy } from "../../components/data/bucket-policy";
import { allowed } from "./simulate";

/* What attacks ask: of S3 with a role's policies, and of a trust policy to become a role. */

export const account = PLACE.account;
const bucket = PLACE["artifacts-bucket"];
export const BUCKET = `arn:aws:s3:::${bucket}`;
export const KEY = `arn:aws:kms:${PLACE.region}:${account}:key/${PLACE["data-key"]}`;
const resourcePolicy: unknown = JSON.parse(bucketPolicy({ bucketArn: BUCKET, kmsKeyArn: KEY }));
export const ROLE = `arn:aws:iam::${account}:role/some-role`;
export const WEB = {
  "aws:SecureTransport": "true",
  "s3:TlsVersion": "1.3",
  "aws:RequestedRegion": PLACE.region,
};

export type Context = Readonly<Record<string, string>>;

/** Asks S3 as somebody with these policies. */
export const inS3 = (
  call: string,
  key: string,
  policies: readonly string[],
  { boundary, context = {} }: { boundary?: string | undefined; context?: Context } = {},
) =>
  allowed({
    principal: `arn:aws:sts::${account}:assumed-role/some-role/session`,
    call,
    resource: key === "" ? BUCKET : `${BUCKET}/${key}`,
    account,
    context: { ...WEB, ...context },
    policies,
    ...(boundary !== undefined && { boundary }),
    resourcePolicy,
  });

/**
 * An OIDC provider whose keys the simulator knows. It leaves out of a request the keys that its table
 * does not have, and those of other providers are not there; a trust is the same for any of them.
 */
export const KNOWN = "accounts.google.com";
export const GITHUB = "token.actions.githubusercontent.com";

/** Asks to become a role. */
export const assume = (trust: string, principal: string, call: string, context: Context) =>
  allowed({
    principal,
    call,
    resource: ROLE,
    account,
    context: { "aws:RequestedRegion": PLACE.region, ...context },
    resourcePolicy: JSON.parse(trust) as unknown,
  });

export function roleOf(name: string, access: Access = shippedAccess(), over: object = {}) {
  const { roles, boundaries } = iamDocuments(iamFacts({ access, ...over }), PLACE);
  const role = roles.find((one) => one.name === name);
  if (role === undefined) throw new Error(`there is no role ${name}`);
  return { ...role, boundary: boundaries[role.boundary] };
}
