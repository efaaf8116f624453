import { type DenyStatement, policyJson } from "../../lib/iam-policy";
import { ROLE_TAG } from "../config/tags";

/** A secret that the program made, and who may read it. */
export interface SecretPolicyFacts {
  /** Roles of stacks/access.yaml whose people may read its value; nobody else of the matrix may. */
  readonly readers: readonly string[];
}

/**
 * The resource policy of a generated secret. It allows nobody anything: who may read is said by the
 * policies of roles. It refuses, whatever those say: plain HTTP; pods, which are given the value by the
 * cluster and have no business in Secrets Manager; and people in a role of the matrix that does not
 * rotate it. Those two are known by tags of their sessions and roles, so the policy names no ARN, and a
 * preview shows it whole.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principaltag
 */
export function secretPolicy({ readers }: SecretPolicyFacts): string {
  const isPerson = { Null: { [`aws:PrincipalTag/${ROLE_TAG}`]: "false" } } as const;
  const refused = (
    Sid: string,
    Action: string,
    Condition: DenyStatement["Condition"],
  ): DenyStatement => ({
    ...{ Sid, Effect: "Deny", Principal: "*", Action, Resource: "*" },
    ...(Condition !== undefined && { Condition }),
  });
  return policyJson([
    refused("DenyInsecureTransport", "secretsmanager:*", {
      Bool: { "aws:SecureTransport": "false" },
    }),
    refused("DenyPods", "secretsmanager:*", {
      Null: { "aws:PrincipalTag/eks-cluster-arn": "false" },
    }),
    refused("DenyOtherPeople", "secretsmanager:GetSecretValue", {
      ...isPerson,
      ...(readers.length > 0 && {
        StringNotEquals: { [`aws:PrincipalTag/${ROLE_TAG}`]: [...readers] },
      }),
    }),
  ]);
}
