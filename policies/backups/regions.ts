import { isSet } from "../engine/known";
import type { StackResource } from "../engine/stack";

/**
 * The region that a resource is in: its own input, or its provider's. AWS Backup sees its own region
 * alone. Undefined where neither says it: then both ends have the same default.
 */
export function regionOf({ props, provider }: StackResource): string | undefined {
  if (isSet(props, "region")) return props.region as string;
  return provider !== undefined && isSet(provider.props, "region")
    ? (provider.props.region as string)
    : undefined;
}

/** The region in an ARN; undefined for what is none. */
export function regionInArn(arn: string): string | undefined {
  return arn.split(":")[3];
}
