import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { rbacEscalation } from "./rbac-escalation";

const type = "kubernetes:rbac.authorization.k8s.io/v1:Role";
const props = (rule: object) => ({
  rules: [{ apiGroups: [""], resources: ["serviceaccounts"], verbs: ["get"], ...rule }],
});
const token = { resources: ["serviceaccounts/token"], verbs: ["create"] };

ruleCases(rbacEscalation, {
  compliant: {
    "looking at accounts": { given: { type, props: props({}) } },
    "a token of one account": {
      given: { type, props: props({ ...token, resourceNames: ["prometheus"] }) },
    },
    "binding pods to nodes, which is no verb of roles": {
      given: { type, props: props({ resources: ["pods/binding"], verbs: ["create"] }) },
    },
    "another type of object": {
      given: { type: "kubernetes:core/v1:Pod", props: props({ verbs: ["bind"] }) },
    },
  },
  violating: {
    "somebody else's rights": {
      given: { type, props: props({ verbs: ["get", "impersonate"] }) },
      says: /^Rule 1 allows impersonate\. Take it out\.$/,
    },
    "any role for itself": {
      given: {
        type: "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole",
        props: props({ resources: ["clusterroles"], verbs: ["bind", "escalate"] }),
      },
      says: /bind and escalate/,
    },
    "a token of any account": { given: { type, props: props(token) }, says: /any service account/ },
  },
  undecided: {
    "verbs that only a deployment knows": {
      given: { type, props: props({ verbs: [UNKNOWN_VALUE] }) },
    },
  },
});
