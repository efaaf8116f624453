import { policyJson } from "../../lib/iam-policy";
import type { Access } from "../config/access";
import { firstUseReaders } from "../config/access/secret-readers";
import type { People } from "../config/identity-provider";
import { ALL_TEAMS, boundaryOf } from "./iam-boundary";
import { type PeopleRole, peopleRoles } from "./iam-people";
import { type IamPlace, LONGEST_PLACE } from "./iam-place";
import { policiesOf } from "./iam-sizes";
import { statementsOf } from "./iam-statements";
import { peopleTrust, trustGroups, type TrustLimits } from "./iam-trust";

/** What roles for people follow from. */
export interface IamFacts {
  readonly access: Access;
  /** Every team of stacks/teams.yaml. */
  readonly teams: readonly string[];
  readonly people: People;
  /** `regions_allowed` of the stack file. */
  readonly regions: readonly string[];
  /** Folders in the bucket of artifacts that promotion records name, without slashes at the ends. */
  readonly recordArtifacts: readonly string[];
  /** Grants that have expired by then are left out. */
  readonly now: Date;
}

/** A role of IAM with all its documents, as JSON texts. */
export interface IamRole {
  /** Logical, unique. A role with many holders is several, numbered from the second on. */
  readonly name: string;
  readonly of: PeopleRole;
  readonly identities: readonly string[];
  readonly trust: string;
  /** Managed policies; roles of the same {@link PeopleRole} share them. */
  readonly policies: readonly string[];
  /** The key of {@link IamDocuments.boundaries}. */
  readonly boundary: string;
}

export interface IamDocuments {
  readonly roles: readonly IamRole[];
  /** Team, or {@link ALL_TEAMS} → the permission boundary, a managed policy. */
  readonly boundaries: Readonly<Record<string, string>>;
}

/** Every document of IAM that access.yaml comes to in one place. Same files, same documents. */
export function iamDocuments(facts: IamFacts, place: IamPlace): IamDocuments {
  const roles = peopleRoles(facts.access, facts.now).flatMap((of) => rolesOf(of, facts, place));
  const boundaries = [...new Set(roles.map(({ boundary }) => boundary))].map((team) => [
    team,
    policyJson(boundaryOf({ team, regions: facts.regions }, place)),
  ]);
  return { roles, boundaries: Object.fromEntries(boundaries) as Record<string, string> };
}

function rolesOf(of: PeopleRole, facts: IamFacts, place: IamPlace): IamRole[] {
  const policies = policyTexts(of, facts, place);
  // A role without any right would only be one more thing to take on.
  if (policies.length === 0) return [];
  const limits: TrustLimits = of.until === undefined ? {} : { until: of.until };
  return trustGroups(facts.people, of.identities, limits).map((identities, index) => ({
    // No team is called `x--2`.
    name: index === 0 ? of.name : `${of.name}--${index + 1}`,
    of,
    identities,
    trust: peopleTrust(facts.people, identities, place, limits),
    policies,
    boundary: of.reach === "every-team" ? ALL_TEAMS : of.team,
  }));
}

/** Divided by the longest names, so that a name that AWS gives moves no statement. */
function policyTexts(of: PeopleRole, facts: IamFacts, place: IamPlace): string[] {
  const scope = {
    team: of.team,
    everyTeam: facts.teams,
    recordArtifacts: facts.recordArtifacts,
    ...(of.until !== undefined && { until: of.until }),
  };
  const statements = statementsOf(of.meanings, scope, place);
  const longest = statementsOf(of.meanings, scope, LONGEST_PLACE);
  return policiesOf(statements, longest).map(policyJson);
}

/** What only breaking the glass takes: PowerUserAccess has all but IAM, the account and the organization. */
export interface BreakGlassRole {
  readonly name: string;
  readonly trust: string;
  /** ARN of a policy that AWS keeps. */
  readonly managedPolicy: string;
  /** Seconds; an hour is the least that a role can have. */
  readonly maxSessionSeconds: number;
}

/**
 * The way in when everything else fails: for whoever holds a role that reaches every team and may
 * rotate secrets, with a second factor, for an hour. Nobody has it standing: taking it on is an event.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/PowerUserAccess.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
 */
export function breakGlassRoles(
  access: Access,
  people: People,
  place: Pick<IamPlace, "partition" | "account">,
): BreakGlassRole[] {
  // By what a role may do, not by its name: roles are the reader's.
  const answering = firstUseReaders(access);
  const holders = Object.entries(access.identities)
    .filter(([, { roles }]) => roles.some((role) => answering.includes(role)))
    .map(([login]) => login)
    .sort();
  const limits = { mfa: true };
  return trustGroups(people, holders, limits).map((identities, index) => ({
    name: index === 0 ? "break-glass" : `break-glass-${index + 1}`,
    trust: peopleTrust(people, identities, place, limits),
    managedPolicy: `arn:${place.partition}:iam::aws:policy/PowerUserAccess`,
    maxSessionSeconds: 3600,
  }));
}
