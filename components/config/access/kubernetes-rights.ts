import type { Action } from "./actions";
import type { KubernetesRight, NamespaceKind, Span } from "./rights";

/*
 * What each action grants in the cluster. Resources, groups and verbs:
 * https://kubernetes.io/docs/reference/kubernetes-api/, a page a kind; what each opens beyond its name:
 * https://kubernetes.io/docs/concepts/security/rbac-good-practices/. No action grants ClusterRoles,
 * exec, service-account tokens, or reading Secrets.
 */

const READ = ["get", "list", "watch"] as const;

/** Pods, why they do not start, and what they say. `pods/log` has no verb but get. */
const watchPods = (namespace: NamespaceKind, span: Span): KubernetesRight[] => [
  { span, namespace, apiGroups: [""], resources: ["events", "pods"], verbs: READ },
  { span, namespace, apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
];

/**
 * `kubectl port-forward service/NAME`: finds the Service and its pods, then opens a stream. Streams
 * want `create`; over WebSockets, which kubectl tries first, they are a GET and want `get` too.
 * Pods have generated names, so no name narrows it to some of the namespace's.
 * @see https://github.com/kubernetes/kubernetes/pull/134577
 */
const portForward = (namespace: NamespaceKind): KubernetesRight[] => [
  {
    span: "shared",
    namespace,
    apiGroups: [""],
    resources: ["pods", "services"],
    verbs: ["get", "list"],
  },
  {
    span: "shared",
    namespace,
    apiGroups: [""],
    resources: ["pods/portforward"],
    verbs: ["create", "get"],
  },
];

/** Action → rights in the cluster. */
export const KUBERNETES_RIGHTS: Readonly<Record<Action, readonly KubernetesRight[]>> = {
  "read-runs": [
    {
      span: "team",
      namespace: "team",
      apiGroups: ["batch"],
      resources: ["cronjobs", "jobs"],
      verbs: READ,
    },
    ...watchPods("team", "team"),
    // MLflow's page; who sees which run there, MLflow's own users and permissions say.
    ...portForward("tracking"),
  ],
  /*
   * Whoever may start a Job may run it as any service account of the namespace and mount any Secret
   * there. Both are the team's own: nothing of another team or of the platform may lie in it.
   */
  "write-runs": [
    // docs/jobs.md, "Which cluster": the rights of somebody who starts jobs.
    {
      span: "team",
      namespace: "team",
      apiGroups: ["batch"],
      resources: ["cronjobs"],
      verbs: ["get"],
    },
    {
      span: "team",
      namespace: "team",
      apiGroups: ["batch"],
      resources: ["jobs"],
      verbs: ["create", "get"],
    },
    { span: "team", namespace: "team", apiGroups: [""], resources: ["pods"], verbs: ["list"] },
    { span: "team", namespace: "team", apiGroups: [""], resources: ["pods/log"], verbs: ["get"] },
  ],
  // A record is a commit; nothing in the cluster changes by it.
  "promote-artifact": [],
  // The pipeline deploys. A person who could patch what is served would serve what no record names.
  "deploy-service": [
    {
      span: "shared",
      namespace: "serving",
      apiGroups: ["apps"],
      resources: ["deployments", "replicasets"],
      verbs: READ,
    },
    {
      span: "shared",
      namespace: "serving",
      apiGroups: ["autoscaling"],
      resources: ["horizontalpodautoscalers"],
      verbs: READ,
    },
    ...watchPods("serving", "shared"),
    // For `towpath verify --url`.
    ...portForward("serving"),
  ],
  /*
   * The team's login in tracking (docs/jobs.md): deleted and made again, never read. Without get, a
   * Secret of type service-account-token under that name shows its maker no token.
   */
  "rotate-secrets": [
    { span: "team", namespace: "team", apiGroups: [""], resources: ["secrets"], verbs: ["create"] },
    {
      span: "team",
      namespace: "team",
      apiGroups: [""],
      resources: ["secrets"],
      resourceNames: ["tracking-login"],
      verbs: ["delete"],
    },
  ],
  // Artifacts are in S3. On a cluster of one's own, people have no account in the object store.
  "delete-shared-artifact": [],
  "restore-artifact": [],
};
