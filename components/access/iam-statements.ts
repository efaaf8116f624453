import type { PolicyCondition, IdentityStatement } from "../../lib/iam-policy";
import { IAM_RESOURCES, type IamResourceKind } from "../config/access/iam-resources";
import type { Meaning } from "../config/access/meaning";
import { filledResource, type IamPlace } from "./iam-place";

/** Whose rights a role's statements are. */
export interface RoleScope {
  /** The holder's team. */
  readonly team: string;
  /** Every team of the platform, for roles that reach them all. */
  readonly everyTeam: readonly string[];
  /** Folders in the bucket of artifacts that promotion records name. */
  readonly recordArtifacts: readonly string[];
  /**
   * The moment from which on every right is worth nothing, RFC 3339 UTC: of a grant.
   * @default never
   */
  readonly until?: string;
}

/** Rights to one kind of resource, of one team or of all. */
interface Group {
  readonly on: IamResourceKind;
  readonly reach: Meaning["teams"];
  readonly actions: Set<string>;
}

/**
 * The statements of what a role's cells mean: one a kind of resource, all teams that the role reaches
 * in it. Same cells, same text. A condition on the time needs no clean-up to take effect:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-currenttime
 */
export function statementsOf(
  meanings: readonly Meaning[],
  scope: RoleScope,
  place: IamPlace,
): IdentityStatement[] {
  const { recordArtifacts } = scope;
  const allowed = groupsOf(meanings).map(({ on, reach, actions }): IdentityStatement => {
    const teams = reach === "every-team" ? scope.everyTeam : [scope.team];
    const { arns, conditions } = filledResource(IAM_RESOURCES[on], place, {
      teams,
      recordArtifacts,
    });
    const condition: PolicyCondition = {
      ...conditions,
      ...(scope.until !== undefined && { DateLessThan: { "aws:CurrentTime": scope.until } }),
    };
    return {
      Sid: `Allow${pascal(on)}${reach === "every-team" ? "OfEveryTeam" : ""}`,
      Effect: "Allow",
      Action: [...actions].sort(),
      Resource: arns,
      ...(Object.keys(condition).length > 0 && { Condition: condition }),
    };
  });
  return [...allowed, ...denialsOf(meanings, recordArtifacts, place)];
}

/** What is refused: without a record there is nothing to refuse, and no empty statement. */
function denialsOf(
  meanings: readonly Meaning[],
  recordArtifacts: readonly string[],
  place: IamPlace,
): IdentityStatement[] {
  const kinds = new Map<IamResourceKind, Set<string>>();
  for (const { on, actions } of meanings.flatMap(({ denials }) => denials)) {
    kinds.set(on, new Set([...(kinds.get(on) ?? []), ...actions]));
  }
  return [...kinds].flatMap(([on, actions]): IdentityStatement[] => {
    const { arns } = filledResource(IAM_RESOURCES[on], place, { teams: [], recordArtifacts });
    if (arns.length === 0) return [];
    return [
      {
        Sid: `Deny${pascal(on)}`,
        Effect: "Deny",
        Action: [...actions].sort(),
        Resource: [...new Set(arns)],
      },
    ];
  });
}

function groupsOf(meanings: readonly Meaning[]): Group[] {
  const groups = new Map<string, Group>();
  for (const { teams: reach, iam } of meanings) {
    for (const { on, actions } of iam) {
      const key = `${on} ${reach}`;
      const group = groups.get(key) ?? { on, reach, actions: new Set<string>() };
      for (const action of actions) group.actions.add(action);
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/** `team-artifacts` → `TeamArtifacts`: a Sid has letters and digits alone. */
export function pascal(kebab: string): string {
  return kebab.replace(/(?:^|-)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
