import type { Reach } from "../../../components/config/access";
import { IAM_RESOURCES, type IamResource } from "../../../components/config/access/iam-resources";
import type { Meaning } from "../../../components/config/access/meaning";
import type {
  IamDenial,
  IamRight,
  KubernetesRight,
} from "../../../components/config/access/rights";

/** What a cell grants, a line a right: for the terminal and for docs/access-matrix.md. */
export interface RightsInWords {
  readonly kubernetes: readonly string[];
  readonly aws: readonly string[];
  readonly denied: readonly string[];
}

/** Says what a meaning allows and refuses. */
export function rightsInWords({ teams, kubernetes, iam, denials }: Meaning): RightsInWords {
  return {
    kubernetes: kubernetes.map((right) => kubernetesLine(right, teams)),
    aws: iam.map((right) => awsLine(right, teams)),
    denied: denials.map((denial) => awsLine(denial, teams)),
  };
}

/** `get, list, watch cronjobs, jobs (batch) in the team's namespace`. */
function kubernetesLine(right: KubernetesRight, teams: Reach): string {
  const groups = right.apiGroups.filter((group) => group !== "");
  const where =
    right.namespace === "team" ? `${whose(teams)} namespace` : `namespace ${right.namespace}`;
  return [
    right.verbs.join(", "),
    right.resources.join(", "),
    ...(groups.length === 0 ? [] : [`(${groups.join(", ")})`]),
    ...(right.resourceNames === undefined ? [] : [`named ${right.resourceNames.join(", ")}`]),
    `in ${where}`,
  ].join(" ");
}

/** `s3:GetObject on arn:…, for the team's`. */
function awsLine(right: IamRight | IamDenial, teams: Reach): string {
  const resource: IamResource = IAM_RESOURCES[right.on];
  const conditions = Object.values(resource.conditions ?? {}).flatMap((keys) =>
    Object.entries(keys).map(([key, values]) => `${key} ${values.join(" or ")}`),
  );
  const text = `${right.actions.join(", ")} on ${resource.arns.join(", ")}`;
  const narrowed = conditions.length === 0 ? text : `${text} where ${conditions.join(" and ")}`;
  // The team is a placeholder of the ARN or of its condition.
  return teams === "every-team" && narrowed.includes("<team>")
    ? `${narrowed}, for each team`
    : narrowed;
}

function whose(teams: Reach): string {
  return teams === "every-team" ? "each team's" : "the team's";
}
