import type { IdentityStatement } from "../../lib/iam-policy";
import { IAM_RESOURCES, type IamResourceKind } from "../config/access/iam-resources";
import { IAM_RIGHTS } from "../config/access/iam-rights";
import { filledResource, type IamPlace } from "./iam-place";
import { pascal } from "./iam-statements";

/** In the place of a team: all of them. No team is called so. */
export const ALL_TEAMS = "*";

/** Whom a boundary is for. */
export interface BoundaryScope {
  /** The one team of its roles, or {@link ALL_TEAMS}. */
  readonly team: string;
  /** Regions that anything may be placed in: `regions_allowed` of the stack file. */
  readonly regions: readonly string[];
}

/**
 * Services without a region, whose calls say us-east-1 wherever they come from.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_examples_general.html
 */
const WITHOUT_REGION = ["iam:*", "organizations:*", "sts:*"];

/**
 * The permission boundary of people's roles: what they could have at most, whatever is attached to
 * them by hand. All that any action of the matrix grants, of the one team where the role is a
 * team's; and by name never identities, the organization, another region, another team's folders.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryOf({ team, regions }: BoundaryScope, place: IamPlace): IdentityStatement[] {
  const shared = team === ALL_TEAMS;
  const scope = { teams: [team], recordArtifacts: [] };
  const most = new Map<IamResourceKind, Set<string>>();
  for (const { on, actions, span } of Object.values(IAM_RIGHTS).flat()) {
    if (span === "platform" && !shared) continue;
    most.set(on, new Set([...(most.get(on) ?? []), ...actions]));
  }
  const resourceOf = (on: IamResourceKind) => filledResource(IAM_RESOURCES[on], place, scope);
  const allowed = [...most].map(([on, actions]): IdentityStatement => {
    const { arns, conditions } = resourceOf(on);
    return {
      Sid: `Most${pascal(on)}`,
      Effect: "Allow",
      Action: [...actions].sort(),
      Resource: arns,
      ...(conditions !== undefined && { Condition: conditions }),
    };
  });
  const passed = shared ? resourceOf("restore-role").arns : [];
  return [
    ...allowed,
    {
      Sid: "NeverIdentities",
      Effect: "Deny",
      // The one thing of IAM that restoring takes is to hand on the role of AWS Backup.
      ...(shared ? { NotResource: passed } : { Resource: "*" }),
      Action: ["iam:*"],
    },
    {
      Sid: "NeverTheAccount",
      Effect: "Deny",
      Action: ["account:*", "organizations:*", "sts:AssumeRole"],
      Resource: "*",
    },
    {
      Sid: "NeverOtherRegions",
      Effect: "Deny",
      NotAction: WITHOUT_REGION,
      Resource: "*",
      Condition: { StringNotEquals: { "aws:RequestedRegion": regions } },
    },
    ...(shared ? [] : [onlyTheTeamsFolders(team, place)]),
  ];
}

/** Objects of both buckets that are not below the team's folder. */
function onlyTheTeamsFolders(team: string, place: IamPlace): IdentityStatement {
  const scope = { teams: [team], recordArtifacts: [] };
  const arns = (["team-artifacts", "team-datasets"] as const).flatMap(
    (on) => filledResource(IAM_RESOURCES[on], place, scope).arns,
  );
  const buckets = (["team-artifacts-listing", "team-datasets-listing"] as const).flatMap(
    (on) => filledResource(IAM_RESOURCES[on], place, scope).arns,
  );
  return {
    Sid: "NeverOtherFolders",
    Effect: "Deny",
    Action: ["s3:*"],
    NotResource: [...arns, ...buckets],
  };
}
