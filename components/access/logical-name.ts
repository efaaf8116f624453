import { createHash } from "node:crypto";

/**
 * Names of roles end in Pulumi's eight characters and have 64 at most
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html).
 */
const LONGEST = 56;

/** A long name, cut, with a digest of all of it: two that begin alike stay two. */
export function logicalName(name: string): string {
  if (name.length <= LONGEST) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${name.slice(0, LONGEST - 9)}-${digest}`;
}
