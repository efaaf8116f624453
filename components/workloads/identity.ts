import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Who a pod is, wherever its cluster is: a service account, and what makes its rights outside of the
 * cluster real. On AWS that is a role lent by EKS Pod Identity (`pod-identity.ts`); elsewhere keys of
 * an object store in a Secret.
 */
export interface WorkloadIdentity {
  readonly serviceAccountName: pulumi.Input<string>;
  /** What pods must wait for: one that starts before has no rights until it is restarted. */
  readonly ready: readonly pulumi.Resource[];
  /** Variables that the object store's client needs: region, endpoint, keys from a Secret. */
  readonly env: readonly types.input.core.v1.EnvVar[];
}
