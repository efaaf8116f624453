import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { rbacClusterAdmin } from "./rbac-cluster-admin";

const V1 = "kubernetes:rbac.authorization.k8s.io/v1";
const type = `${V1}:ClusterRoleBinding`;
const props = (name: string) => ({
  roleRef: { kind: "ClusterRole", name },
  subjects: [{ kind: "ServiceAccount", name: "operator", namespace: "kube-system" }],
});

ruleCases(rbacClusterAdmin, {
  compliant: {
    "a role that Kubernetes has": { given: { type, props: props("view") } },
    "a role of this stack, without a name yet": {
      given: [
        { type: `${V1}:ClusterRole`, name: "operator", props: { rules: [] } },
        { type, props: props(UNKNOWN_VALUE), from: { roleRef: ["operator"] } },
      ],
    },
    "another type of object": {
      given: { type: `${V1}:ClusterRole`, props: props("cluster-admin") },
    },
  },
  violating: {
    "an administrator of the cluster": {
      given: { type, props: props("cluster-admin") },
      says: /^it binds cluster-admin\. Bind a role/,
    },
    "an administrator of a namespace": {
      given: { type: `${V1}:RoleBinding`, props: props("cluster-admin") },
      says: /cluster-admin/,
    },
  },
  undecided: {
    "a role that only a deployment knows": { given: { type, props: props(UNKNOWN_VALUE) } },
  },
});
