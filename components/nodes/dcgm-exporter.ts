import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { countersCsv } from "./dcgm-counters";
import {
  gpuNodesOnly,
  ONE_NODE_AT_A_TIME,
  QUIET_POD,
  rootWithout,
  softwareLabels,
} from "./gpu-pods";
import { withLogSpace } from "./log-space";

export interface DcgmExporterArgs {
  /** `nvcr.io/nvidia/k8s/dcgm-exporter`, by digest. */
  readonly image: pulumi.Input<string>;
  /** The namespace; it must admit hostPath volumes (pod security `privileged`). */
  readonly namespace: pulumi.Input<string>;
  /** The namespace whose pods may scrape. */
  readonly scrapedFrom: pulumi.Input<string>;
  /**
   * Unsafe: the profiling metrics (`DCGM_FI_PROF_*`), which need the capability SYS_ADMIN on the node,
   * as dcgm-exporter.yaml of NVIDIA/dcgm-exporter says: "Required for profiling metrics". Plain.
   * @default false device metrics, no capability
   */
  readonly profiling?: boolean;
  /**
   * Some pool shares its GPUs: report a GPU's metrics for each of the pods on it. Plain.
   * @default false
   */
  readonly sharedGpus?: boolean;
  /** Labels of everything here: owner, environment, cost centre. */
  readonly labels: Readonly<Record<string, string>>;
}

const NAME = "dcgm-exporter";
const CONFIG_DIR = "/etc/towpath";
/** The exporter's port, of its own manifest. */
const PORT = 9400;

/** NVIDIA's DCGM exporter: what the GPUs of a node do, for which pod, as Prometheus metrics. */
export class DcgmExporter extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:nodes:DcgmExporter";

  /** The DaemonSet's name. */
  readonly daemonSet: pulumi.Output<string>;
  /** The Service's name; its endpoints are the pods, port `metrics`. */
  readonly service: pulumi.Output<string>;

  constructor(name: string, args: DcgmExporterArgs, opts?: pulumi.ComponentResourceOptions) {
    super(DcgmExporter.__pulumiType, name, { ...args }, opts);
    const labels = softwareLabels(NAME, args.labels);
    const selector = { "app.kubernetes.io/name": NAME };
    const metadata = { namespace: args.namespace, labels };

    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata, automountServiceAccountToken: false },
      { parent: this },
    );
    const counters = new k8s.core.v1.ConfigMap(
      `${name}-counters`,
      { metadata, data: { "counters.csv": countersCsv(args.profiling ?? false) }, immutable: true },
      { parent: this },
    );
    const daemonSet = new k8s.apps.v1.DaemonSet(
      `${name}-exporter`,
      {
        metadata,
        spec: {
          selector: { matchLabels: selector },
          updateStrategy: ONE_NODE_AT_A_TIME,
          template: {
            metadata: { labels },
            spec: {
              ...QUIET_POD,
              ...gpuNodesOnly(),
              serviceAccountName: account.metadata.name,
              containers: [exporterContainer(args)],
              volumes: [
                // Which pod has which GPU; read only, the one host path of NVIDIA's manifest.
                { name: "pod-resources", hostPath: { path: "/var/lib/kubelet/pod-resources" } },
                { name: "counters", configMap: { name: counters.metadata.name } },
                { name: "tmp", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
                { name: "log", emptyDir: { medium: "Memory", sizeLimit: "16Mi" } },
              ],
            },
          },
        },
      },
      { parent: this },
    );
    const service = new k8s.core.v1.Service(
      `${name}-metrics`,
      {
        metadata: {
          ...metadata,
          annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": String(PORT) },
        },
        // Headless: a scraper wants every node's pod, not one of them.
        spec: {
          clusterIP: "None",
          selector,
          ports: [{ name: "metrics", port: PORT, targetPort: "metrics", protocol: "TCP" }],
        },
      },
      { parent: this },
    );
    new k8s.networking.v1.NetworkPolicy(
      `${name}-scraping`,
      {
        metadata,
        spec: {
          podSelector: { matchLabels: selector },
          policyTypes: ["Ingress", "Egress"],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: {
                    matchLabels: { "kubernetes.io/metadata.name": args.scrapedFrom },
                  },
                },
              ],
              ports: [{ protocol: "TCP", port: PORT }],
            },
          ],
        },
      },
      { parent: this },
    );

    this.daemonSet = daemonSet.metadata.name;
    this.service = service.metadata.name;
    this.registerOutputs({ daemonSet: this.daemonSet, service: this.service });
  }
}

/**
 * The container of dcgm-exporter.yaml and deployment/values.yaml at d5e5f510, with its own words for
 * the capability, and tmpfs volumes so that the root file system can be read-only. Not run on a GPU
 * node yet: the first environment with one must show its metrics before the others follow.
 */
function exporterContainer(args: DcgmExporterArgs) {
  const probe = { httpGet: { path: "/health", port: "metrics" } };
  return {
    name: "exporter",
    image: args.image,
    imagePullPolicy: "IfNotPresent",
    args: ["-f", `${CONFIG_DIR}/counters.csv`],
    env: [
      { name: "DCGM_EXPORTER_LISTEN", value: `:${PORT}` },
      { name: "DCGM_EXPORTER_KUBERNETES", value: "true" },
      { name: "NODE_NAME", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      ...(args.sharedGpus === true ? [{ name: "KUBERNETES_VIRTUAL_GPUS", value: "true" }] : []),
    ],
    ports: [{ name: "metrics", containerPort: PORT, protocol: "TCP" }],
    securityContext: rootWithout({ add: args.profiling === true ? ["SYS_ADMIN"] : [] }),
    resources: withLogSpace({
      requests: { cpu: "100m", memory: "128Mi" },
      limits: { memory: "512Mi" },
    }),
    livenessProbe: { ...probe, initialDelaySeconds: 45, periodSeconds: 5, failureThreshold: 6 },
    readinessProbe: { ...probe, initialDelaySeconds: 45, periodSeconds: 10 },
    volumeMounts: [
      { name: "pod-resources", mountPath: "/var/lib/kubelet/pod-resources", readOnly: true },
      { name: "counters", mountPath: CONFIG_DIR, readOnly: true },
      { name: "tmp", mountPath: "/tmp" },
      { name: "log", mountPath: "/var/log" },
    ],
  };
}
