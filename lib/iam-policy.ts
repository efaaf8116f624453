/** Conditions of a statement: operator → key → value or values. */
export type PolicyCondition = Readonly<
  Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

interface Statement {
  readonly Sid: string;
  readonly Action: string | readonly string[];
  /** None in a trust policy. */
  readonly Resource?: string | readonly string[];
  readonly Condition?: PolicyCondition;
}

/** Grants something, to somebody named where it has a principal: trust and resource policies. */
export interface AllowStatement extends Statement {
  readonly Effect: "Allow";
  /** Never everybody. */
  readonly Principal?:
    | { readonly Service: string }
    | { readonly AWS: string }
    /** The ARN of an identity provider of the account. */
    | { readonly Federated: string };
}

/** Forbids something to everybody; only the conditions say when. */
export interface DenyStatement extends Statement {
  readonly Effect: "Deny";
  readonly Principal: "*";
}

/** Forbids something to whoever has the policy: in policies of roles and in boundaries. */
export interface IdentityDenyStatement {
  readonly Sid: string;
  readonly Effect: "Deny";
  readonly Principal?: never;
  /** One of the two, and so with the resources. */
  readonly Action?: string | readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: readonly string[];
  readonly Condition?: PolicyCondition;
}

/** One statement of an IAM, trust or resource policy, as far as the platform writes them. */
export type PolicyStatement = AllowStatement | DenyStatement;

/** One statement of a policy that a role has, or of its permission boundary. */
export type IdentityStatement = AllowStatement | IdentityDenyStatement;

/** The JSON text of a policy: the same statements always give the same text, so no false diffs. */
export function policyJson(statements: readonly (PolicyStatement | IdentityStatement)[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Rights to write streams of one log group that is there already, and to find it. */
export function writeLogGroup(sid: string, groupArn: string): AllowStatement[] {
  return [
    {
      Sid: sid,
      Effect: "Allow",
      Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
      Resource: [groupArn, `${groupArn}:*`],
    },
    {
      Sid: "FindTheLogGroup",
      Effect: "Allow",
      Action: "logs:DescribeLogGroups",
      // The action lists, and IAM takes no resource for it:
      // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
      Resource: "*",
    },
  ];
}

/** A trust policy: which AWS service may act as the role, and under which conditions. */
export function serviceTrust(service: string, condition?: PolicyCondition): string {
  return policyJson([
    {
      Sid: "AssumeByService",
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      ...(condition !== undefined && { Condition: condition }),
    },
  ]);
}

/** Which pods may act as a role. */
export interface TrustedPods {
  readonly clusterArn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
}

/**
 * The trust policy of a role for the pods of one service account of one cluster. EKS Pod Identity
 * would let any association in the account name the role; the session tags that it sets narrow that.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
export function podIdentityTrust(pods: TrustedPods): string {
  return policyJson([
    {
      Sid: "AssumeByPods",
      Effect: "Allow",
      Principal: { Service: "pods.eks.amazonaws.com" },
      Action: ["sts:AssumeRole", "sts:TagSession"],
      Condition: {
        StringEquals: {
          "aws:RequestTag/eks-cluster-arn": pods.clusterArn,
          "aws:RequestTag/kubernetes-namespace": pods.namespace,
          "aws:RequestTag/kubernetes-service-account": pods.serviceAccount,
        },
      },
    },
  ]);
}
