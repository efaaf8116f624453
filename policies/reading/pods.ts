import type { Subject } from "../engine/subject";

/** A probe, of which rules only ask whether two are the same. */
export type Probe = Readonly<Record<string, unknown>>;

/** The parts of a container that rules read. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container */
export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly env?: readonly {
    readonly name?: string;
    readonly value?: string;
    readonly valueFrom?: unknown;
  }[];
  readonly ports?: readonly { readonly containerPort?: number; readonly hostPort?: number }[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | number>>;
    readonly limits?: Readonly<Record<string, string | number>>;
  };
  readonly livenessProbe?: Probe;
  readonly readinessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly restartPolicy?: string;
  readonly securityContext?: {
    readonly privileged?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
    readonly seccompProfile?: { readonly type?: string };
  };
}

/** The parts of a pod's spec that rules read. */
export interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly serviceAccountName?: string;
  readonly automountServiceAccountToken?: boolean;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: unknown;
  readonly tolerations?: readonly {
    readonly key?: string;
    readonly operator?: string;
    readonly value?: string;
    readonly effect?: string;
  }[];
  readonly volumes?: readonly {
    readonly name?: string;
    readonly hostPath?: { readonly path?: string };
  }[];
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly seccompProfile?: { readonly type?: string };
  };
}

/** The parts of an object's metadata that rules read. */
export interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Inputs of whatever makes pods. */
export interface WorkloadProps {
  readonly metadata?: Metadata;
  readonly spec?: PodSpec & {
    readonly replicas?: number;
    readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
    readonly template?: { readonly metadata?: Metadata; readonly spec?: PodSpec };
    readonly jobTemplate?: {
      readonly spec?: {
        readonly template?: { readonly metadata?: Metadata; readonly spec?: PodSpec };
      };
    };
  };
}

/** Everything that makes pods. */
export const WORKLOADS = [
  "kubernetes:apps/v1:Deployment",
  "kubernetes:apps/v1:StatefulSet",
  "kubernetes:apps/v1:DaemonSet",
  "kubernetes:apps/v1:ReplicaSet",
  "kubernetes:batch/v1:Job",
  "kubernetes:batch/v1:CronJob",
  "kubernetes:core/v1:Pod",
  "kubernetes:core/v1:ReplicationController",
] as const;

/** Pods as a workload makes them. */
export interface PodTemplate {
  readonly metadata: Metadata | undefined;
  readonly spec: PodSpec;
}

/** The pods that a workload makes. Undefined where it says nothing about them. */
export function podsOf({ type, props }: Subject<WorkloadProps>): PodTemplate | undefined {
  const template =
    type === "kubernetes:core/v1:Pod"
      ? { metadata: props.metadata, spec: props.spec }
      : type === "kubernetes:batch/v1:CronJob"
        ? props.spec?.jobTemplate?.spec?.template
        : props.spec?.template;
  return template?.spec === undefined
    ? undefined
    : { metadata: template.metadata, spec: template.spec };
}

/** All containers of a pod, the ones that run before the others first. */
export function containersOf(spec: PodSpec): readonly Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
}

/** `container "web"`, for messages. */
export function containerName(container: Container): string {
  return `container "${container.name ?? "without a name"}"`;
}
