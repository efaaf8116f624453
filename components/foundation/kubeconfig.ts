/** What a client needs to find and trust a cluster's API. */
export interface KubeconfigArgs {
  readonly clusterName: string;
  /** `https://….eks.amazonaws.com` */
  readonly endpoint: string;
  /** The cluster's certificate authority, base64 as EKS hands it out. */
  readonly certificateAuthority: string;
  readonly region: string;
}

/**
 * A kubeconfig without credentials: each client gets its own short-lived token from the AWS CLI, as
 * whoever runs it. The same as `aws eks update-kubeconfig` writes, as JSON, which is YAML too.
 * @see https://docs.aws.amazon.com/eks/latest/userguide/create-kubeconfig.html
 */
export function kubeconfig(args: KubeconfigArgs): string {
  const { clusterName, endpoint, certificateAuthority, region } = args;
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": clusterName,
    clusters: [
      {
        name: clusterName,
        cluster: { server: endpoint, "certificate-authority-data": certificateAuthority },
      },
    ],
    contexts: [{ name: clusterName, context: { cluster: clusterName, user: clusterName } }],
    users: [
      {
        name: clusterName,
        user: {
          exec: {
            apiVersion: "client.authentication.k8s.io/v1beta1",
            command: "aws",
            args: [
              ...["--region", region, "eks", "get-token"],
              ...["--cluster-name", clusterName, "--output", "json"],
            ],
            interactiveMode: "Never",
          },
        },
      },
    ],
  });
}
