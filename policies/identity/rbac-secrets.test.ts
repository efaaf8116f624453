import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { rbacSecrets } from "./rbac-secrets";

const V1 = "kubernetes:rbac.authorization.k8s.io/v1";
const type = `${V1}:ClusterRole`;
const secrets = (rule: object = {}) => ({
  type,
  name: "reader",
  props: { rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list"], ...rule }] },
});
const binding = (kind: "ClusterRoleBinding" | "RoleBinding", name = kind.toLowerCase()) => ({
  type: `${V1}:${kind}`,
  name,
  props: { roleRef: { kind: "ClusterRole", name: UNKNOWN_VALUE } },
  from: { roleRef: ["reader"] },
});
const at = [`${type} reader`];

ruleCases(rbacSecrets, {
  compliant: {
    "a role for one namespace": { given: [secrets(), binding("RoleBinding")] },
    "one Secret by name": { given: secrets({ resourceNames: ["gateway-certificate"] }) },
    "making Secrets without seeing them": { given: secrets({ verbs: ["create"] }) },
    "a Role, which has a namespace": { given: { ...secrets(), type: `${V1}:Role` } },
    "a component that the settings name": {
      given: [
        { type: "towpath:serving:Gateway", name: "gateway" },
        { ...secrets(), parent: "gateway" },
      ],
      config: { allowed: [{ component: "towpath:serving:Gateway", reason: "certificates" }] },
    },
  },
  violating: {
    "a role for the whole cluster": {
      given: [secrets(), binding("ClusterRoleBinding")],
      at,
      says: /^Rule 1 allows get and list on the Secrets of every namespace\. Bind it in the namespaces/,
    },
    "a role for a namespace and for the whole cluster": {
      given: [secrets({ verbs: ["watch"] }), binding("RoleBinding"), binding("ClusterRoleBinding")],
      at,
      says: /allows watch/,
    },
    "a role that something else may bind": { given: secrets(), says: /every namespace/ },
  },
  undecided: {
    "rules that only a deployment knows": { given: secrets({ resources: UNKNOWN_VALUE }) },
  },
});
