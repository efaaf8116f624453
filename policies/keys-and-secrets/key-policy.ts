import { isSet, known, UNKNOWN, UNKNOWN_VALUE, UnknownValueError } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { StackResource } from "../engine/stack";
import type { Properties } from "../engine/subject";
import { statementsOf } from "../reading/documents";

interface PolicyProps extends Properties {
  readonly policy?: unknown;
}

const TYPES = [
  "aws:kms/key:Key",
  "aws:kms/replicaKey:ReplicaKey",
  "aws:kms/externalKey:ExternalKey",
  "aws:kms/replicaExternalKey:ReplicaExternalKey",
  "aws:kms/keyPolicy:KeyPolicy",
] as const;

/**
 * A key's policy is text that names the account, and so is often unknown in a preview. Then the
 * document that its component was given is judged: the text is made of it.
 */
export const keyPolicy = stackRule({
  id: "keys-and-secrets-key-policy",
  checks: ["KMS-1"],
  severity: "critical",
  level: "always",
  controls: ["CIS AWS 2.21"],
  description: "No key's policy allows anything to everybody.",
  why: "A key that everybody may use protects nothing: encryption then only costs money. A condition beside `*` is easily mistyped, and the statement open.",
  remediation:
    "Name the account, roles or services that may, as components/foundation/key-policy.ts does. `*` as the resource of a key's policy is fine: it means that key.",
  check: (stack, report) => {
    stack.each<PolicyProps>(TYPES, (key) => {
      for (const { name, effect, principals, notPrincipals } of statementsOf(documentOf(key))) {
        const everybody = principals.some(({ kind }) => kind === "*") || notPrincipals.length > 0;
        if (!everybody || effect === "Deny") continue;
        if (effect === UNKNOWN) throw new UnknownValueError(UNKNOWN_VALUE, ["policy"]);
        report(
          key,
          `${name} lets everybody use the key; expected named principals. Name who may, or remove the statement.`,
        );
      }
    });
  },
});

/** @throws UnknownValueError where neither the key nor its component says what is in it */
function documentOf(key: StackResource<PolicyProps>): unknown {
  const own = known(() => key.props.policy);
  if (own !== UNKNOWN) return own;
  const { parent } = key;
  return isSet(parent?.props, "policy") ? parent?.props.policy : key.props.policy;
}
