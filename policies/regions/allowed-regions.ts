import type { Environment } from "../../components/config/environment";

/** The regions of an environment; an environment on a cluster that is there already has none. */
export function allowedRegions(environment: Environment): readonly string[] {
  return environment.kind === "aws" ? environment.regions_allowed : [];
}

/** `us-east-1, us-west-2`, for messages. */
export function regionsText(allowed: readonly string[]): string {
  return allowed.length === 0 ? "none, for this environment is not on AWS" : allowed.join(", ");
}
