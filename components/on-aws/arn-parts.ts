import type * as pulumi from "@pulumi/pulumi";

/*
 * What names hide in ARNs, and what a region says of them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */

/** `aws`, `aws-us-gov`, … of an ARN: what AWS names there is in the same. */
export function partitionOf(arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((known) => known.split(":")[1] ?? "aws");
}

/** The partition that a region is in; known before anything exists. */
export function partitionOfRegion(region: string): string {
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("cn-") ? "aws-cn" : "aws";
}

/** `1a2b…` of `arn:aws:kms:us-east-1:111122223333:key/1a2b…`: what follows the last slash. */
export function lastPartOf(arn: pulumi.Output<string>): pulumi.Output<string> {
  return arn.apply((known) => known.slice(known.lastIndexOf("/") + 1));
}
