import { labelsOf, tagsOf } from "../../../components/config/tags";
import { add, all, beside, comesFrom, type Mutation, set } from "../mutation";

const part = { environment: "prod", owner: "platform", service: "platform" };
const CLUSTER_ROLE = "ClusterRole autoscaler-cluster-role";
const BINDING = "ClusterRoleBinding autoscaler-cluster-binding";
const GITHUB = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com";
const TRUST = "assumeRolePolicy.Statement.0";

const audience = { "token.actions.githubusercontent.com:aud": "sts.amazonaws.com" };

/** Mistakes in rights inside of the cluster, and in who comes from outside. */
export const CLUSTER_RIGHTS: readonly Mutation[] = [
  {
    name: "an IAM user is made",
    at: "iam/role:Role cluster-role",
    policy: "identity-no-users",
    change: beside("aws:iam/user:User", "operations", { tags: tagsOf(part) }),
  },
  {
    name: "an access key is made that lasts",
    at: "iam/role:Role cluster-role",
    policy: "identity-no-users",
    change: beside("aws:iam/accessKey:AccessKey", "operations", { user: "operations" }),
  },
  {
    name: "an association lends MLflow's role to another account",
    at: "PodIdentityAssociation mlflow-association",
    policy: "identity-pod-role",
    change: set("serviceAccount", "default"),
  },
  {
    name: "the autoscaler may do everything in the cluster",
    at: CLUSTER_ROLE,
    policy: "identity-rbac-wildcards",
    change: add("rules", { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }),
  },
  {
    name: "the autoscaler may do whatever it likes with pods",
    at: CLUSTER_ROLE,
    policy: "identity-rbac-wildcards",
    change: add("rules", { apiGroups: [""], resources: ["pods"], verbs: ["*"] }),
  },
  {
    name: "the autoscaler binds roles",
    at: CLUSTER_ROLE,
    policy: "identity-rbac-escalation",
    change: add("rules", {
      apiGroups: ["rbac.authorization.k8s.io"],
      resources: ["clusterroles"],
      verbs: ["bind"],
    }),
  },
  {
    name: "the autoscaler makes tokens of every account",
    at: CLUSTER_ROLE,
    policy: "identity-rbac-escalation",
    change: add("rules", {
      apiGroups: [""],
      resources: ["serviceaccounts/token"],
      verbs: ["create"],
    }),
  },
  {
    name: "the autoscaler reads every Secret of the cluster",
    at: CLUSTER_ROLE,
    policy: "identity-rbac-secrets",
    change: add("rules", { apiGroups: [""], resources: ["secrets"], verbs: ["list"] }),
  },
  {
    name: "the autoscaler is bound to cluster-admin",
    at: BINDING,
    policy: "identity-rbac-cluster-admin",
    change: all(set("roleRef.name", "cluster-admin"), comesFrom({ roleRef: [] })),
  },
  {
    name: "everybody who signed in has the autoscaler's rights",
    at: BINDING,
    policy: "identity-rbac-subjects",
    change: add("subjects", { kind: "Group", name: "system:authenticated" }),
  },
  {
    name: "somebody joins those whom no role limits",
    at: BINDING,
    policy: "identity-rbac-subjects",
    change: beside("kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding", "operations", {
      metadata: { labels: labelsOf(part) },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "Group", name: "system:masters" }],
    }),
  },
  {
    name: "every repository of GitHub may take a role",
    at: "iam/role:Role cluster-role",
    policy: "identity-web-identity-trust",
    change: all(
      set(`${TRUST}.Action`, "sts:AssumeRoleWithWebIdentity"),
      set(`${TRUST}.Principal`, { Federated: GITHUB }),
      set(`${TRUST}.Condition`, { StringEquals: audience }),
    ),
  },
  {
    name: "every repository of GitHub may take a role, by a pattern",
    at: "iam/role:Role cluster-role",
    policy: "identity-web-identity-trust",
    change: all(
      set(`${TRUST}.Action`, "sts:AssumeRoleWithWebIdentity"),
      set(`${TRUST}.Principal`, { Federated: GITHUB }),
      set(`${TRUST}.Condition`, {
        StringEquals: audience,
        StringLike: { "token.actions.githubusercontent.com:sub": "repo:*" },
      }),
    ),
  },
];
