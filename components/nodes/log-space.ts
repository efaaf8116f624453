/**
 * Ephemeral storage of a container that writes to its node nothing but its log. Kubelet keeps five
 * files of 10 MiB a container unless told otherwise, and EKS' nodes do not tell it.
 * @see https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/, containerLogMaxSize
 */
export const LOG_SPACE = { request: "64Mi", limit: "256Mi" } as const;

/** Requests and limits of a container, its log's space among them. */
export function withLogSpace(resources: {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}) {
  return {
    requests: { ...resources.requests, "ephemeral-storage": LOG_SPACE.request },
    limits: { ...resources.limits, "ephemeral-storage": LOG_SPACE.limit },
  };
}
