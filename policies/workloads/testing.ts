import type { Given } from "../engine/testing";
import { UNKNOWN_VALUE } from "../engine/testing";
import type { Container, JobSpec, PodSpec, Probe } from "../reading/pods";

export const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
export const DAEMON_SET = "kubernetes:apps/v1:DaemonSet";
export const STATEFUL_SET = "kubernetes:apps/v1:StatefulSet";
export const CRON_JOB = "kubernetes:batch/v1:CronJob";
export const JOB = "kubernetes:batch/v1:Job";
export const POD = "kubernetes:core/v1:Pod";
export const DEVICE_PLUGIN = "towpath:nodes:DevicePlugin";
export const UNKNOWN_TEXT = UNKNOWN_VALUE;

/** A part of a test's object: anything, since tests also say what Kubernetes would refuse. */
type Loose<T> = { readonly [key in keyof T]?: unknown };

export const LABELS = { "app.kubernetes.io/name": "web" };

const PROBE: Probe = { httpGet: {} };

/** A container that breaks no rule, changed as a test needs it. */
export function container(changes: Loose<Container> = {}): object {
  return {
    name: "web",
    image: `ghcr.io/mlflow/mlflow@sha256:${"0".repeat(64)}`,
    ports: [{ containerPort: 8080 }],
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "64Mi" } },
    livenessProbe: { ...PROBE, periodSeconds: 20 },
    readinessProbe: { ...PROBE, periodSeconds: 5 },
    securityContext: {
      privileged: false,
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    ...changes,
  };
}

/** The pods of a workload that breaks no rule, changed as a test needs it. */
export function podSpec(changes: Loose<PodSpec> = {}): object {
  return {
    serviceAccountName: "web",
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 10001,
      seccompProfile: { type: "RuntimeDefault" },
    },
    containers: [container()],
    ...changes,
  };
}

/** A Deployment, or anything else with a pod template. */
export function workload(pod: object = podSpec(), more: Partial<Given> = {}, spec = {}): Given {
  return {
    type: DEPLOYMENT,
    props: {
      metadata: { name: "web", namespace: "serving", labels: LABELS },
      spec: {
        replicas: 2,
        selector: { matchLabels: LABELS },
        template: { metadata: { labels: LABELS }, spec: pod },
        ...spec,
      },
    },
    ...more,
  };
}

/** A workload with one container that is changed. */
export function withContainer(changes: Loose<Container>, more: Partial<Given> = {}): Given {
  return workload(podSpec({ containers: [container(changes)] }), more);
}

/** A CronJob. */
export function cronJob(pod: object = podSpec(), job: Loose<JobSpec> = {}, spec = {}): Given {
  return {
    type: CRON_JOB,
    props: {
      metadata: { name: "nightly", namespace: "serving" },
      spec: {
        concurrencyPolicy: "Forbid",
        jobTemplate: {
          spec: { activeDeadlineSeconds: 600, backoffLimit: 1, template: { spec: pod }, ...job },
        },
        ...spec,
      },
    },
  };
}

/** A pod that nothing brings back. */
export function barePod(pod: object = podSpec()): Given {
  return { type: POD, props: { metadata: { name: "web", namespace: "serving" }, spec: pod } };
}
