import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { rbacWildcards } from "./rbac-wildcards";

const V1 = "kubernetes:rbac.authorization.k8s.io/v1";
const type = `${V1}:ClusterRole`;
const read = { apiGroups: [""], resources: ["pods"], verbs: ["get"] };
const props = (rule: object) => ({ rules: [read, { ...read, ...rule }] });

ruleCases(rbacWildcards, {
  compliant: {
    "named rights": { given: { type, props: props({}) } },
    "metrics under a path": {
      given: { type, props: { rules: [{ nonResourceURLs: ["/metrics/*"], verbs: ["get"] }] } },
    },
    "a role that others fill": { given: { type, props: { aggregationRule: {} } } },
    "another type of object": {
      given: { type: "kubernetes:core/v1:ConfigMap", props: props({ verbs: ["*"] }) },
    },
  },
  violating: {
    "every verb": {
      given: { type, props: props({ verbs: ["*"] }) },
      says: /^Rule 2 has \* in its verbs\. Name each/,
    },
    everything: {
      given: {
        type: `${V1}:Role`,
        props: props({ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }),
      },
      says: /apiGroups, resources and verbs/,
    },
    "a subresource of everything": {
      given: { type, props: props({ resources: ["*/scale"] }) },
      says: /resources/,
    },
    "every path": {
      given: { type, props: props({ nonResourceURLs: ["*"] }) },
      says: /nonResourceURLs/,
    },
  },
  undecided: {
    "rules that only a deployment knows": { given: { type, props: { rules: UNKNOWN_VALUE } } },
  },
});
