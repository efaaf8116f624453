import { secretPolicy as written } from "../../components/workloads/secret-policy";
import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { secretPolicy } from "./secret-policy";

const secret: Given = { type: "aws:secretsmanager/secret:Secret", name: "password" };
const POLICY = written({ readers: ["platform-owner"] });
const policy = (props: object = {}): Given => ({
  type: "aws:secretsmanager/secretPolicy:SecretPolicy",
  name: "policy",
  props: { secretArn: UNKNOWN_VALUE, blockPublicPolicy: true, policy: POLICY, ...props },
  from: { secretArn: ["password"] },
});
const without = (sid: string) => {
  const document = JSON.parse(POLICY) as { Statement: { Sid: string }[] };
  return { ...document, Statement: document.Statement.filter(({ Sid }) => Sid !== sid) };
};
const at = ["aws:secretsmanager/secretPolicy:SecretPolicy policy"];
const own = ["aws:secretsmanager/secret:Secret password"];

ruleCases(secretPolicy, {
  compliant: {
    "what the platform writes": { given: [secret, policy()] },
    "a structure": { given: [secret, policy({ policy: JSON.parse(POLICY) as object })] },
    "no reader at all": { given: [secret, policy({ policy: written({ readers: [] }) })] },
    "no secret": { given: { type: "aws:kms/key:Key" } },
  },
  violating: {
    "no policy": {
      given: secret,
      at: own,
      says: /The secret has no policy; expected a SecretPolicy/,
    },
    "a policy in the secret": {
      given: { ...secret, props: { policy: POLICY } },
      at: own,
      says: /The secret has a policy of its own; expected a SecretPolicy/,
    },
    "one that may be made public": {
      given: [secret, policy({ blockPublicPolicy: false })],
      at,
      says: /expected blockPublicPolicy: true/,
    },
    "one that lets pods in": {
      given: [secret, policy({ policy: without("DenyPods") })],
      at,
      says: /does not refuse pods; expected a Deny by aws:PrincipalTag\/eks-cluster-arn/,
    },
    "one that lets every role read": {
      given: [secret, policy({ policy: without("DenyOtherPeople") })],
      at,
      says: /does not refuse people in other roles/,
    },
    "one that answers plain HTTP": {
      given: [secret, policy({ policy: without("DenyInsecureTransport") })],
      at,
      says: /does not refuse plain HTTP/,
    },
    "the policy of another secret": {
      given: [secret, { ...policy(), from: { secretArn: [] } }],
      at: own,
      says: /The secret has no policy/,
    },
  },
  undecided: {
    "a text that only a deployment knows": { given: [secret, policy({ policy: UNKNOWN_VALUE })] },
  },
});
