import type { Reach, Right } from "../access";
import { isPlatformAction } from "./actions";
import { IAM_RIGHTS, RESTRICTED_DENIALS } from "./iam-rights";
import { KUBERNETES_RIGHTS } from "./kubernetes-rights";
import type { ActionRights, IamDenial, Span } from "./rights";

/** What a cell of the matrix grants to whoever holds the role. */
export interface Meaning extends ActionRights {
  /** Whose things `team` rights are about: the holder's team's, or each team's. */
  readonly teams: Reach;
  /** What is refused whatever else is granted. */
  readonly denials: readonly IamDenial[];
}

const NOTHING: Meaning = { teams: "own-team", kubernetes: [], iam: [], denials: [] };

/**
 * What a right to an action is worth to a role of some reach.
 * - `yes`: everything that the action is about within the role's reach.
 * - `limited`: of that, what is the holder's own team's alone, however far the role reaches.
 * - `restricted`: as `yes`, and never on what a promotion record names.
 * - `no`, `request`, `approve`, `verify`, `informed`, and actions that are not the platform's: nothing.
 */
export function meaningOf(action: string, right: Right, reach: Reach): Meaning {
  if (!isPlatformAction(action)) return NOTHING;
  switch (right) {
    case "yes":
      return granted(KUBERNETES_RIGHTS[action], IAM_RIGHTS[action], reach, spansOf(reach));
    case "limited":
      return granted(KUBERNETES_RIGHTS[action], IAM_RIGHTS[action], "own-team", ["team"]);
    case "restricted":
      return { ...meaningOf(action, "yes", reach), denials: RESTRICTED_DENIALS };
    case "no":
    case "request":
    case "approve":
    case "verify":
    case "informed":
      return NOTHING;
  }
}

/**
 * What a grant that has not expired is worth: the action, for the holder's own team. Whoever needs
 * more than that needs a role.
 */
export function meaningOfGrant(action: string): Meaning {
  return meaningOf(action, "yes", "own-team");
}

function spansOf(reach: Reach): readonly Span[] {
  return reach === "every-team" ? ["team", "shared", "platform"] : ["team", "shared"];
}

function granted(
  kubernetes: ActionRights["kubernetes"],
  iam: ActionRights["iam"],
  teams: Reach,
  spans: readonly Span[],
): Meaning {
  const within = ({ span }: { readonly span: Span }) => spans.includes(span);
  return {
    teams,
    kubernetes: kubernetes.filter(within),
    iam: iam.filter(within),
    denials: [],
  };
}
