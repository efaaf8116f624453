import { policyJson } from "../../lib/iam-policy";

/**
 * What the cluster autoscaler may do, in AWS and in the cluster, as plain data. Both lists are those
 * of kubernetes/autoscaler at 55c37cd5 (2026-08-22), cluster-autoscaler/cloudprovider/aws: README.md
 * "IAM Policy" and examples/cluster-autoscaler-autodiscover.yaml, narrowed where that loses nothing.
 */

/** The autoscaler's names in the cluster. Fixed: its identity in AWS is bound to them. */
export const AUTOSCALER = "cluster-autoscaler";

/**
 * The session tag that Pod Identity puts on every call. With it the policy names its cluster without
 * knowing it: readable in a preview, and no use to another cluster.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
 */
const OWN_CLUSTER = "${aws:PrincipalTag/eks-cluster-name}";

/** The role's permissions: look at everything, touch this cluster's own groups. Rule IAM-1. */
export const AUTOSCALER_POLICY = policyJson([
  {
    Sid: "Look",
    Effect: "Allow",
    // None of these can be limited to a resource:
    // https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2autoscaling.html
    Action: [
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribeAutoScalingInstances",
      "autoscaling:DescribeLaunchConfigurations",
      "autoscaling:DescribeScalingActivities",
      "ec2:DescribeImages",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeLaunchTemplateVersions",
      "ec2:GetInstanceTypesFromInstanceRequirements",
    ],
    Resource: "*",
  },
  {
    Sid: "LookAtOwnNodeGroups",
    Effect: "Allow",
    Action: "eks:DescribeNodegroup",
    Resource: `arn:aws:eks:*:*:nodegroup/${OWN_CLUSTER}/*/*`,
  },
  {
    Sid: "ScaleOwnGroups",
    Effect: "Allow",
    Action: ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"],
    Resource: "arn:aws:autoscaling:*:*:autoScalingGroup:*:autoScalingGroupName/*",
    // EKS tags the groups of managed node groups so; nobody else may set tags that begin eks:.
    Condition: { StringEquals: { "autoscaling:ResourceTag/eks:cluster-name": OWN_CLUSTER } },
  },
]);

/** A rule of a Role or ClusterRole. */
export interface Rule {
  readonly apiGroups: string[];
  readonly resources: string[];
  readonly resourceNames?: string[];
  readonly verbs: string[];
}

const READ = ["get", "list", "watch"];

/** In the whole cluster: see pods and nodes, evict pods, mark nodes. */
export const CLUSTER_RULES: readonly Rule[] = [
  { apiGroups: [""], resources: ["nodes"], verbs: [...READ, "update"] },
  { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
  { apiGroups: [""], resources: ["pods/status"], verbs: ["update"] },
  { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
  {
    apiGroups: [""],
    resources: [
      "namespaces",
      "pods",
      "services",
      "replicationcontrollers",
      "persistentvolumeclaims",
      "persistentvolumes",
    ],
    verbs: READ,
  },
  { apiGroups: ["apps"], resources: ["daemonsets", "replicasets", "statefulsets"], verbs: READ },
  { apiGroups: ["batch"], resources: ["jobs"], verbs: READ },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: READ },
  {
    apiGroups: ["storage.k8s.io"],
    resources: [
      "storageclasses",
      "csinodes",
      "csidrivers",
      "csistoragecapacities",
      "volumeattachments",
    ],
    verbs: READ,
  },
  {
    apiGroups: ["resource.k8s.io"],
    resources: ["deviceclasses", "resourceslices", "resourceclaims"],
    verbs: READ,
  },
];

/** In its own namespace: its lease and its status. */
export const NAMESPACE_RULES: readonly Rule[] = [
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: ["create"] },
  {
    apiGroups: ["coordination.k8s.io"],
    resources: ["leases"],
    resourceNames: [AUTOSCALER],
    verbs: ["get", "update"],
  },
  { apiGroups: [""], resources: ["configmaps"], verbs: ["create", "list", "watch"] },
  {
    apiGroups: [""],
    resources: ["configmaps"],
    resourceNames: ["cluster-autoscaler-status", "cluster-autoscaler-priority-expander"],
    verbs: ["get", "update", "delete", "watch"],
  },
];

/** Its command line. */
export function autoscalerCommand(clusterName: string, namespace: string): string[] {
  return [
    "/cluster-autoscaler",
    "--cloud-provider=aws",
    `--namespace=${namespace}`,
    // EKS sets both tags on the groups of its managed node groups:
    // https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html
    "--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled," +
      `k8s.io/cluster-autoscaler/${clusterName}`,
    "--expander=least-waste",
    // Scratch volumes do not keep an idle GPU node alive.
    "--skip-nodes-with-local-storage=false",
    "--v=2",
  ];
}
