import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { podRole } from "./pod-role";
import { pods } from "./testing";

const ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation";
const ROLE = "aws:iam/role:Role";
const role = (trust: unknown) => ({
  type: ROLE,
  name: "jobs-role",
  props: { description: "Jobs of team a", assumeRolePolicy: trust },
});
const association = (namespace: string) => ({
  type: ASSOCIATION,
  props: { namespace, serviceAccount: "jobs", roleArn: UNKNOWN_VALUE },
  from: { roleArn: ["jobs-role"] },
});
const TRUST = pods({ "kubernetes-namespace": "team-a", "kubernetes-service-account": "jobs" });
const at = [`${ASSOCIATION} it`];

ruleCases(podRole, {
  compliant: {
    "the pods that the role trusts": { given: [role(TRUST), association("team-a")] },
    "a role that trusts any pod, which another rule stops": {
      given: [role(pods({})), association("team-b")],
    },
    "a role from elsewhere": {
      given: {
        type: ASSOCIATION,
        props: { namespace: "a", serviceAccount: "b", roleArn: "arn:aws:iam::111122223333:role/c" },
      },
    },
    "a role without an association": { given: role(TRUST) },
  },
  violating: {
    "pods of another namespace": {
      given: [role(TRUST), association("team-b")],
      at,
      says: /^it lends the role "jobs-role" \(Jobs of team a\) to the namespace team-b; the role trusts team-a\./,
    },
    "a role that trusts nodes": {
      given: [
        role({ Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" } }] }),
        association("team-a"),
      ],
      at,
      says: /does not trust pods\.eks\.amazonaws\.com/,
    },
  },
  undecided: {
    "a namespace that only a deployment knows": {
      given: [role(TRUST), association(UNKNOWN_VALUE)],
    },
    "a trust in a namespace that only a deployment knows": {
      given: [
        role(pods({ "kubernetes-namespace": UNKNOWN_VALUE, "kubernetes-service-account": "jobs" })),
        association("team-a"),
      ],
    },
  },
});
