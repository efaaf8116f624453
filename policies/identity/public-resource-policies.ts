import { isSet, UNKNOWN, UNKNOWN_VALUE, UnknownValueError } from "../engine/known";
import { type Report, resourceRule } from "../engine/rule";
import type { Properties } from "../engine/subject";
import { type Statement, statementsOf } from "../reading/documents";
import { called } from "./grants";
import { isNarrowed } from "./public-conditions";

/**
 * Resources with a policy of their own, and the input that holds it, from the types of @pulumi/aws
 * 7.48.0. Buckets, keys, roles and endpoints have stricter rules.
 */
const DOCUMENTS: Readonly<Record<string, string>> = {
  "aws:backup/vaultPolicy:VaultPolicy": "policy",
  "aws:cloudwatch/eventBusPolicy:EventBusPolicy": "policy",
  "aws:cloudwatch/logDestinationPolicy:LogDestinationPolicy": "accessPolicy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": "policyDocument",
  "aws:dynamodb/resourcePolicy:ResourcePolicy": "policy",
  "aws:ecr/registryPolicy:RegistryPolicy": "policy",
  "aws:ecr/repositoryPolicy:RepositoryPolicy": "policy",
  "aws:efs/fileSystemPolicy:FileSystemPolicy": "policy",
  "aws:elasticsearch/domain:Domain": "accessPolicies",
  "aws:elasticsearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:glacier/vault:Vault": "accessPolicy",
  "aws:kinesis/resourcePolicy:ResourcePolicy": "policy",
  "aws:opensearch/domain:Domain": "accessPolicies",
  "aws:opensearch/domainPolicy:DomainPolicy": "accessPolicies",
  "aws:sagemaker/modelPackageGroupPolicy:ModelPackageGroupPolicy": "resourcePolicy",
  "aws:secretsmanager/secret:Secret": "policy",
  "aws:secretsmanager/secretPolicy:SecretPolicy": "policy",
  "aws:sns/topic:Topic": "policy",
  "aws:sns/topicPolicy:TopicPolicy": "policy",
  "aws:sqs/queue:Queue": "policy",
  "aws:sqs/queuePolicy:QueuePolicy": "policy",
};

/** Grants written as inputs, and those of which one says whom `*` means. */
const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  "aws:cloudwatch/eventPermission:EventPermission": ["condition"],
  "aws:lambda/layerVersionPermission:LayerVersionPermission": ["organizationId"],
  "aws:lambda/permission:Permission": ["sourceArn", "sourceAccount", "principalOrgId"],
};

/** What buckets have in `buckets-public-policy`, for everything else that takes a policy. */
export const publicResourcePolicies = resourceRule({
  id: "identity-public-resource-policies",
  checks: ["IAM-3"],
  severity: "critical",
  level: "always",
  exemptible: "not-in-prod",
  description:
    "No policy of a repository, secret, queue, topic, vault, file system, function or domain allows anything to everybody.",
  why: '`Principal: "*"` means every AWS account, and often callers without one. Whoever learns the ARN pulls the images, reads the secret or deletes the backups, and no role here shows it.',
  remediation:
    "Name the roles, services or accounts that may. Where AWS asks for `*`, add a condition that fixes `aws:SourceArn`, `aws:SourceAccount`, `aws:PrincipalOrgID` or the like; for a Lambda permission set `sourceArn` or `sourceAccount`.",
  types: [...Object.keys(DOCUMENTS), ...Object.keys(PERMISSIONS)],
  check: ({ type, props }, report) => {
    const narrowing = PERMISSIONS[type];
    if (narrowing !== undefined) judgePermission(props, narrowing, report);
    const input = DOCUMENTS[type];
    if (input === undefined || !isSet(props, input)) return;
    for (const statement of statementsOf(props[input])) judge(statement, input, report);
  },
});

function judge(statement: Statement, input: string, report: Report): void {
  const { effect, principals, notPrincipals } = statement;
  const everybody =
    notPrincipals.length > 0 ||
    principals.some(({ kind, name }) => kind === "*" || isPattern(kind, name));
  if (!everybody || effect === "Deny" || isNarrowed(statement)) return;
  if (effect === UNKNOWN) throw new UnknownValueError(UNKNOWN_VALUE, [input]);
  report(
    `${called(statement)} of ${input} allows its actions to everybody; expected named principals. Name who may, or add a condition that does.`,
  );
}

/** `arn:aws:iam::*:root` names nobody in particular. */
function isPattern(kind: string, name: unknown): boolean {
  return kind === "AWS" && typeof name === "string" && name.includes("*");
}

function judgePermission(props: Properties, narrowing: readonly string[], report: Report): void {
  if (narrowing.some((input) => isSet(props, input)) || props.principal !== "*") return;
  report(
    `principal is *, which is everybody; expected a service or an account. Name it, or set ${narrowing.join(" or ")}.`,
  );
}
