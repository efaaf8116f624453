import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { podIdentityTrust } from "../../lib/iam-policy";
import { TO_AWS, TO_NAMES, TO_POD_IDENTITY } from "../workloads/network-rules";
import {
  AUTOSCALER,
  AUTOSCALER_POLICY,
  autoscalerCommand,
  CLUSTER_RULES,
  NAMESPACE_RULES,
} from "./autoscaler-policy";
import { softwareLabels } from "./gpu-pods";
import { withLogSpace } from "./log-space";
import { policyDocument } from "../workloads/policy-document";

export interface ClusterAutoscalerArgs {
  /** The cluster whose managed node groups it scales. */
  readonly clusterName: pulumi.Input<string>;
  /** The same cluster: only its pods may take the role. */
  readonly clusterArn: pulumi.Input<string>;
  /** The cluster's region. Given, because nodes let no pod ask the metadata service (EC2-1). */
  readonly region: pulumi.Input<string>;
  /**
   * `registry.k8s.io/autoscaling/cluster-autoscaler` of the cluster's Kubernetes minor version, by
   * digest: it runs the scheduler's own code.
   * @see https://github.com/kubernetes/autoscaler/blob/55c37cd5/cluster-autoscaler/README.md#releases
   */
  readonly image: pulumi.Input<string>;
  /**
   * Its namespace. Plain: the trust policy names it.
   * @default "kube-system"
   */
  readonly namespace?: string;
  /**
   * Pods; one leads, the others wait. Plain.
   * @default 1
   */
  readonly replicas?: number;
  /**
   * What its pods must wait for: nodes to run on, and the add-on that lends them their role.
   * @default nothing
   */
  readonly after?: readonly pulumi.Resource[];
  /** Tags of everything in AWS. */
  readonly tags: Readonly<Record<string, string>>;
  /** Labels of everything in the cluster: owner, environment, cost centre. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Port of metrics and health: FAQ.md of the autoscaler. */
const PORT = 8085;

/**
 * The cluster autoscaler: starts a node of a pool when a pod needs one, GPU pools from zero, and
 * stops it when it has been idle for ten minutes.
 *
 * Chosen over Karpenter, whose nodes and finalizers outlive clusters (aws/karpenter-provider-aws#1382,
 * #4223): it only moves the desired size of groups that the program declares, between their limits.
 */
export class ClusterAutoscaler extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:nodes:ClusterAutoscaler";

  /** Its role in AWS. */
  readonly roleArn: pulumi.Output<string>;
  /** The Deployment's name. */
  readonly deployment: pulumi.Output<string>;

  constructor(name: string, args: ClusterAutoscalerArgs, opts?: pulumi.ComponentResourceOptions) {
    super(ClusterAutoscaler.__pulumiType, name, {}, opts);
    const parent = { parent: this };
    const namespace = args.namespace ?? "kube-system";
    const replicas = args.replicas ?? 1;
    const labels = softwareLabels(AUTOSCALER, args.labels);
    const metadata = { namespace, labels };
    const selector = { "app.kubernetes.io/name": AUTOSCALER };

    const role = new aws.iam.Role(
      `${name}-role`,
      {
        description: "Cluster autoscaler: sets the size of its cluster's node groups",
        // Rule IAM-3.
        assumeRolePolicy: policyDocument(
          { clusterArn: args.clusterArn, namespace, serviceAccount: AUTOSCALER },
          podIdentityTrust,
        ),
        tags: args.tags,
      },
      parent,
    );
    const policy = new aws.iam.RolePolicy(
      `${name}-policy`,
      { role: role.name, policy: policyDocument({}, () => AUTOSCALER_POLICY) },
      parent,
    );
    const identity = new aws.eks.PodIdentityAssociation(
      `${name}-identity`,
      {
        clusterName: args.clusterName,
        namespace,
        serviceAccount: AUTOSCALER,
        roleArn: role.arn,
        tags: args.tags,
      },
      parent,
    );
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      // The one fixed name: the association and the trust policy above are bound to it.
      { metadata: { ...metadata, name: AUTOSCALER }, automountServiceAccountToken: false },
      parent,
    );
    const rights = grantRights(name, metadata, parent);
    new k8s.networking.v1.NetworkPolicy(
      `${name}-egress`,
      { metadata, spec: networkPolicy(selector) },
      parent,
    );
    if (replicas > 1) {
      new k8s.policy.v1.PodDisruptionBudget(
        `${name}-disruption`,
        { metadata, spec: { minAvailable: 1, selector: { matchLabels: selector } } },
        parent,
      );
    }
    const deployment = new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata,
        spec: {
          replicas,
          selector: { matchLabels: selector },
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: account.metadata.name,
              // The only pod here that speaks to the API server.
              automountServiceAccountToken: true,
              enableServiceLinks: false,
              priorityClassName: "system-cluster-critical",
              nodeSelector: { "towpath.dev/accelerator": "none" },
              securityContext: {
                runAsNonRoot: true,
                runAsUser: 65534,
                runAsGroup: 65534,
                fsGroup: 65534,
                seccompProfile: { type: "RuntimeDefault" },
              },
              containers: [container(args, namespace)],
            },
          },
        },
      },
      // A pod that starts before the association gets no credentials until it is restarted.
      { parent: this, dependsOn: [identity, policy, ...rights, ...(args.after ?? [])] },
    );

    this.roleArn = role.arn;
    this.deployment = deployment.metadata.name;
    this.registerOutputs({ roleArn: this.roleArn, deployment: this.deployment });
  }
}

/** Its rights in the cluster. Rule K8S-9: every verb and resource is named. */
function grantRights(
  name: string,
  metadata: { namespace: string; labels: Record<string, string> },
  parent: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const { namespace, labels } = metadata;
  const subjects = [{ kind: "ServiceAccount", name: AUTOSCALER, namespace }];
  const apiGroup = "rbac.authorization.k8s.io";
  const clusterRole = new k8s.rbac.v1.ClusterRole(
    `${name}-cluster-role`,
    { metadata: { labels }, rules: [...CLUSTER_RULES] },
    parent,
  );
  const role = new k8s.rbac.v1.Role(
    `${name}-namespace-role`,
    { metadata, rules: [...NAMESPACE_RULES] },
    parent,
  );
  return [
    new k8s.rbac.v1.ClusterRoleBinding(
      `${name}-cluster-binding`,
      {
        metadata: { labels },
        roleRef: { apiGroup, kind: "ClusterRole", name: clusterRole.metadata.name },
        subjects,
      },
      parent,
    ),
    new k8s.rbac.v1.RoleBinding(
      `${name}-namespace-binding`,
      { metadata, roleRef: { apiGroup, kind: "Role", name: role.metadata.name }, subjects },
      parent,
    ),
  ];
}

/** Nobody calls it; it calls name servers, HTTPS (the API server, AWS) and the Pod Identity agent. */
function networkPolicy(selector: Record<string, string>) {
  return {
    podSelector: { matchLabels: selector },
    policyTypes: ["Ingress", "Egress"],
    egress: [TO_NAMES, TO_AWS, TO_POD_IDENTITY],
  };
}

function container(args: ClusterAutoscalerArgs, namespace: string) {
  return {
    name: AUTOSCALER,
    image: args.image,
    imagePullPolicy: "IfNotPresent",
    command: pulumi
      .output(args.clusterName)
      .apply((clusterName) => autoscalerCommand(clusterName, namespace)),
    env: [
      { name: "AWS_REGION", value: args.region },
      // The endpoint of a private cluster's network is the regional one.
      { name: "AWS_STS_REGIONAL_ENDPOINTS", value: "regional" },
    ],
    ports: [{ name: "metrics", containerPort: PORT, protocol: "TCP" }],
    // No volume: the image (distroless/static) brings its certificates.
    securityContext: {
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    // Of the autoscaler's own example.
    resources: withLogSpace({
      requests: { cpu: "100m", memory: "600Mi" },
      limits: { memory: "600Mi" },
    }),
    livenessProbe: { httpGet: { path: "/health-check", port: "metrics" }, periodSeconds: 10 },
    readinessProbe: { httpGet: { path: "/metrics", port: "metrics" }, periodSeconds: 10 },
  };
}
