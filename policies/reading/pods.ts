import type { Subject } from "../engine/subject";
import { judgeEach } from "./judge-each";

/** A probe or a lifecycle hook: what it asks, and whom. */
export interface Probe {
  readonly httpGet?: { readonly host?: string };
  readonly tcpSocket?: { readonly host?: string };
  readonly exec?: { readonly command?: readonly string[] };
}

/** What a pod and a container can both say about their place in the kernel. */
export interface SecuritySettings {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type?: string };
  readonly seLinuxOptions?: {
    readonly type?: string;
    readonly user?: string;
    readonly role?: string;
  };
  readonly appArmorProfile?: { readonly type?: string };
  readonly windowsOptions?: { readonly hostProcess?: boolean };
}

/** The parts of a container that rules read. https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#Container */
export interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
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
  readonly lifecycle?: { readonly postStart?: Probe; readonly preStop?: Probe };
  readonly restartPolicy?: string;
  readonly securityContext?: SecuritySettings & {
    readonly privileged?: boolean;
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly add?: readonly string[]; readonly drop?: readonly string[] };
    readonly procMount?: string;
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
  readonly enableServiceLinks?: boolean;
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
  readonly securityContext?: SecuritySettings & {
    readonly sysctls?: readonly { readonly name?: string; readonly value?: string }[];
  };
}

/** The parts of an object's metadata that rules read. */
export interface Metadata {
  readonly name?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** When a Job is over, and the pods that it makes. */
export interface JobSpec {
  /** Seconds. */
  readonly activeDeadlineSeconds?: number;
  readonly backoffLimit?: number;
  readonly template?: { readonly metadata?: Metadata; readonly spec?: PodSpec };
}

/** Inputs of whatever makes pods. */
export type WorkloadProps = {
  readonly metadata?: Metadata;
  readonly spec?: PodSpec &
    JobSpec & {
      readonly replicas?: number;
      readonly selector?: { readonly matchLabels?: Readonly<Record<string, string>> };
      readonly concurrencyPolicy?: string;
      readonly jobTemplate?: { readonly spec?: JobSpec };
    };
};

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

/**
 * Judges a pod's containers one by one. One with a value that only a deployment knows does not hide
 * what is wrong with the others.
 * @param judge told the container, and whether it is an init container
 * @throws UnknownValueError of the first such container, at the end
 */
export function eachContainer(
  spec: PodSpec,
  judge: (container: Container, before: boolean) => void,
): void {
  judgeEach([true, false], (before) => {
    judgeEach(before ? spec.initContainers : spec.containers, (container) => {
      judge(container, before);
    });
  });
}

/** `container "web"`, for messages. */
export function containerName(container: Container): string {
  return `container "${container.name ?? "without a name"}"`;
}
