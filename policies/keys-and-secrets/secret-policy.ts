import { isSet } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Properties } from "../engine/subject";
import { statementsOf } from "../reading/documents";

interface PolicyProps extends Properties {
  readonly policy?: unknown;
  readonly blockPublicPolicy?: boolean;
}

const SECRET = "aws:secretsmanager/secret:Secret";
const POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy";

/** Whatever is wrong in somebody's IAM policy, the secret's own still holds. */
export const secretPolicy = stackRule({
  id: "keys-and-secrets-secret-policy",
  checks: ["SEC-2"],
  severity: "high",
  level: "posture",
  description:
    "Every secret has a resource policy that refuses people of other roles than its readers and pods, and lets nobody from outside in.",
  why: "One IAM policy with a wildcard too much opens every secret of the account. The secret's own policy refuses all the same, and Secrets Manager then refuses policies that let the public in.",
  remediation:
    "Make the secret with `GeneratedSecret` and a vault (components/tracking/generated-secret.ts), or give a secret of your own an `aws.secretsmanager.SecretPolicy` with `blockPublicPolicy: true` and statements as components/workloads/secret-policy.ts writes them.",
  check: (stack, report) => {
    stack.each<PolicyProps>(SECRET, (secret) => {
      const parts = stack.partsOf<PolicyProps>(secret, POLICY, "secretArn");
      if (parts.length === 0) {
        // The provider sets it with the secret, and then never asks for blockPublicPolicy.
        const own = isSet(secret.props, "policy") ? "a policy of its own" : "no policy";
        report(
          secret,
          `The secret has ${own}; expected a SecretPolicy. Use GeneratedSecret, or add one.`,
        );
      }
      for (const part of parts) {
        stack.decide(part, () => {
          for (const problem of problemsOf(part.props)) report(part, problem);
        });
      }
    });
  },
});

function problemsOf(props: PolicyProps): string[] {
  const problems: string[] = [];
  if (props.blockPublicPolicy !== true) {
    problems.push("The policy may be made public; expected blockPublicPolicy: true. Set it.");
  }
  const statements = statementsOf(props.policy);
  for (const [who, key] of REFUSED) {
    const refuses = statements.some(
      ({ effect, conditions }) =>
        effect === "Deny" &&
        Object.values(conditions).some((keys) =>
          Object.keys(keys).some((one) => one.toLowerCase() === key.toLowerCase()),
        ),
    );
    if (refuses) continue;
    problems.push(
      `The policy does not refuse ${who}; expected a Deny by ${key}. Add it as components/workloads/secret-policy.ts does.`,
    );
  }
  return problems;
}

/** Whom it must refuse → the condition key that knows them. */
const REFUSED = [
  ["plain HTTP", "aws:SecureTransport"],
  ["pods", "aws:PrincipalTag/eks-cluster-arn"],
  ["people in other roles", "aws:PrincipalTag/towpath:role"],
] as const;
