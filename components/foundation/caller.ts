import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** Who runs the program. */
export interface Caller {
  /** The account, twelve digits. */
  readonly accountId: pulumi.Output<string>;
  /** The IAM role or user behind the session: access entries and policies take no session. */
  readonly principalArn: pulumi.Output<string>;
}

/**
 * Looks up, with the program's AWS provider, who deploys: known when deployed, unknown in preview.
 * Whoever deploys must stay the same role: another one replaces the deployer's access entry.
 */
export function lookUpCaller(opts: pulumi.InvokeOutputOptions): Caller {
  const identity = aws.getCallerIdentityOutput({}, opts);
  return {
    accountId: identity.accountId,
    principalArn: aws.iam.getSessionContextOutput({ arn: identity.arn }, opts).issuerArn,
  };
}
