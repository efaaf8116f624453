import { labelsOf } from "../../../components/config/tags";
import { add, beside, type Mutation, set, unset } from "../mutation";

const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers.0`;
const SECURITY = `${CONTAINER}.securityContext`;
/** Of a CronJob. */
const JOB = "spec.jobTemplate.spec";

const MLFLOW = "Deployment mlflow";
const SERVER = "Deployment support-triage-*";
const TRAINING = "CronJob train-support-triage-2026-11";

/** Mistakes in what pods may do on their node and how they say that they are well. */
export const WORKLOADS: readonly Mutation[] = [
  {
    name: "MLflow is privileged",
    at: MLFLOW,
    policy: "workloads-privileged",
    change: set(`${SECURITY}.privileged`, true),
  },
  {
    name: "the container that fetches artifacts is privileged",
    at: SERVER,
    policy: "workloads-privileged",
    change: set(`${POD}.initContainers.0.securityContext.privileged`, true),
  },
  {
    name: "training may gain rights while it runs",
    at: TRAINING,
    policy: "workloads-privilege-escalation",
    change: set(`${JOB}.template.spec.containers.0.securityContext.allowPrivilegeEscalation`, true),
  },
  {
    name: "nobody says that MLflow gains no rights",
    at: MLFLOW,
    policy: "workloads-privilege-escalation",
    change: unset(`${SECURITY}.allowPrivilegeEscalation`),
  },
  {
    name: "the server keeps all capabilities",
    at: SERVER,
    policy: "workloads-capabilities",
    change: unset(`${SECURITY}.capabilities`),
  },
  {
    name: "the exporter adds SYS_ADMIN",
    at: "DaemonSet dcgm-exporter-exporter",
    policy: "workloads-capabilities",
    change: set(`${SECURITY}.capabilities.add`, ["SYS_ADMIN"]),
  },
  {
    name: "MLflow lives in its node's network",
    at: MLFLOW,
    policy: "workloads-host-namespaces",
    change: set(`${POD}.hostNetwork`, true),
  },
  {
    name: "the device plugin sees its node's processes",
    at: "DaemonSet device-plugin-training",
    policy: "workloads-host-namespaces",
    change: set(`${POD}.hostPID`, true),
  },
  {
    name: "training writes into a directory of its node",
    at: TRAINING,
    policy: "workloads-host-paths",
    change: set(`${JOB}.template.spec.volumes.0`, {
      name: "scratch",
      hostPath: { path: "/mnt/scratch" },
    }),
  },
  {
    name: "the exporter mounts all of kubelet's directory",
    at: "DaemonSet dcgm-exporter-exporter",
    policy: "workloads-host-paths",
    change: set(`${POD}.volumes.0.hostPath.path`, "/var/lib/kubelet"),
  },
  {
    name: "a persistent volume is a directory of a node",
    at: "StorageClass storage-gp3",
    policy: "workloads-host-paths",
    change: beside("kubernetes:core/v1:PersistentVolume", "datasets", {
      metadata: {
        labels: labelsOf({ environment: "prod", owner: "platform", service: "platform" }),
      },
      spec: { capacity: { storage: "10Gi" }, hostPath: { path: "/srv/datasets" } },
    }),
  },
  {
    name: "the server takes a port of its node",
    at: SERVER,
    policy: "workloads-host-ports",
    change: set(`${CONTAINER}.ports.0.hostPort`, 8080),
  },
  {
    name: "kubelet asks another host whether MLflow is alive",
    at: MLFLOW,
    policy: "workloads-host-ports",
    change: set(`${CONTAINER}.livenessProbe.httpGet.host`, "169.254.169.254"),
  },
  {
    name: "MLflow runs as root",
    at: MLFLOW,
    policy: "workloads-non-root",
    change: set(`${SECURITY}.runAsUser`, 0),
  },
  {
    name: "the server may run as root",
    at: SERVER,
    policy: "workloads-non-root",
    change: set(`${SECURITY}.runAsNonRoot`, false),
  },
  {
    name: "MLflow's pod has no seccomp profile",
    at: MLFLOW,
    policy: "workloads-seccomp",
    change: unset(`${POD}.securityContext.seccompProfile`),
  },
  {
    name: "training is let off its seccomp profile",
    at: TRAINING,
    policy: "workloads-seccomp",
    change: set(`${JOB}.template.spec.containers.0.securityContext.seccompProfile`, {
      type: "Unconfined",
    }),
  },
  {
    name: "the server can write its own file system",
    at: SERVER,
    policy: "workloads-read-only-root",
    change: unset(`${SECURITY}.readOnlyRootFilesystem`),
  },
  {
    name: "MLflow's pod forwards packets",
    at: MLFLOW,
    policy: "workloads-kernel-settings",
    change: set(`${POD}.securityContext.sysctls`, [{ name: "net.ipv4.ip_forward", value: "1" }]),
  },
  {
    name: "the server has /proc unmasked",
    at: SERVER,
    policy: "workloads-kernel-settings",
    change: set(`${SECURITY}.procMount`, "Unmasked"),
  },
  {
    name: "training mounts an NFS share",
    at: TRAINING,
    policy: "workloads-volume-types",
    change: add(`${JOB}.template.spec.volumes`, {
      name: "share",
      nfs: { server: "nfs.internal", path: "/datasets" },
    }),
  },
  {
    name: "the server has no limit of memory",
    at: SERVER,
    policy: "workloads-resources",
    change: unset(`${CONTAINER}.resources.limits.memory`),
  },
  {
    name: "training does not say what CPU it needs",
    at: TRAINING,
    policy: "workloads-resources",
    change: unset(`${JOB}.template.spec.containers.0.resources.requests.cpu`),
  },
  {
    name: "nobody asks whether the server is ready",
    at: SERVER,
    policy: "workloads-probes",
    change: unset(`${CONTAINER}.readinessProbe`),
  },
  {
    name: "MLflow is restarted by the probe that takes it out of service",
    at: MLFLOW,
    policy: "workloads-probes",
    change: set(`${CONTAINER}.livenessProbe`, {
      failureThreshold: 3,
      httpGet: { path: "/health", port: 5000 },
      periodSeconds: 10,
      timeoutSeconds: 3,
    }),
  },
  {
    name: "training has no deadline",
    at: TRAINING,
    policy: "workloads-jobs",
    change: unset(`${JOB}.activeDeadlineSeconds`),
  },
  {
    name: "the migration tries again fifty times",
    at: "Job mlflow-migration-*",
    policy: "workloads-jobs",
    change: set("spec.backoffLimit", 50),
  },
  {
    name: "an evaluation starts while the last one runs",
    at: "CronJob evaluate-support-triage-2026-11",
    policy: "workloads-jobs",
    change: set("spec.concurrencyPolicy", "Allow"),
  },
  {
    name: "the server learns every Service of its namespace",
    at: SERVER,
    policy: "workloads-service-links",
    change: unset(`${POD}.enableServiceLinks`),
  },
];
