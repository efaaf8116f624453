import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { rbacSubjects } from "./rbac-subjects";

const V1 = "kubernetes:rbac.authorization.k8s.io/v1";
const type = `${V1}:ClusterRoleBinding`;
const props = (...subjects: object[]) => ({
  roleRef: { kind: "ClusterRole", name: "view" },
  subjects,
});
const group = (name: string) => ({ kind: "Group", name });

ruleCases(rbacSubjects, {
  compliant: {
    "a service account that is still to be made": {
      given: {
        type,
        props: props({ kind: "ServiceAccount", name: UNKNOWN_VALUE, namespace: "a" }),
      },
    },
    "a group of people": { given: { type, props: props(group("towpath:developers")) } },
    nobody: { given: { type, props: { roleRef: { kind: "ClusterRole", name: "view" } } } },
    "another type of object": {
      given: { type: `${V1}:ClusterRole`, props: props(group("system:masters")) },
    },
  },
  violating: {
    "those who did not sign in": {
      given: { type, props: props(group("system:unauthenticated"), group("a")) },
      says: /^it gives rights to system:unauthenticated\. Name a service account/,
    },
    "the user of those who did not, and the masters": {
      given: {
        type: `${V1}:RoleBinding`,
        props: props({ kind: "User", name: "system:anonymous" }, group("system:masters")),
      },
      says: /system:anonymous and system:masters/,
    },
  },
  undecided: {
    "a group that only a deployment knows": { given: { type, props: props(group(UNKNOWN_VALUE)) } },
  },
});
