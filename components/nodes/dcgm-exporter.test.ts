import { describe, expect, it } from "vitest";
import { countersCsv } from "./dcgm-counters";
import { DcgmExporter, type DcgmExporterArgs } from "./dcgm-exporter";
import { only, record, valueOf } from "./testing";

const args: DcgmExporterArgs = {
  image: "nvcr.io/nvidia/k8s/dcgm-exporter@sha256:0",
  namespace: "gpu",
  scrapedFrom: "monitoring",
  labels: { "towpath.dev/owner": "platform" },
};
const PARENT = "towpath:nodes:DcgmExporter dcgm";

const build = (changes: Partial<DcgmExporterArgs> = {}, preview = false) =>
  record((opts) => new DcgmExporter("dcgm", { ...args, ...changes }, opts), { preview });

const podOf = (inputs: Record<string, unknown>) =>
  (inputs.spec as { template: { spec: Record<string, unknown> } }).template.spec;

describe("DcgmExporter", () => {
  it("is an account, counters, a DaemonSet, a Service and a NetworkPolicy", async () => {
    const { registered, result } = await build();
    // Sorted: registrations of different API groups overtake each other.
    expect(registered.map(({ type, name }) => `${type} ${name}`).sort()).toEqual(
      [
        PARENT,
        "kubernetes:core/v1:ServiceAccount dcgm-account",
        "kubernetes:core/v1:ConfigMap dcgm-counters",
        "kubernetes:apps/v1:DaemonSet dcgm-exporter",
        "kubernetes:core/v1:Service dcgm-metrics",
        "kubernetes:networking.k8s.io/v1:NetworkPolicy dcgm-scraping",
      ].sort(),
    );
    for (const child of registered.slice(1)) {
      expect(child).toMatchObject({ parent: PARENT, provider: "cluster" });
    }
    expect(await valueOf(result.daemonSet)).toBe("dcgm-exporter");
    expect(await valueOf(result.service)).toBe("dcgm-metrics");
  });

  it("runs on all GPU nodes, without any capability, and says which pod uses which GPU", async () => {
    const { registered } = await build();
    const pod = podOf(only(registered, "dcgm-exporter").inputs);
    expect(pod).toMatchObject({
      nodeSelector: { "nvidia.com/gpu.present": "true" },
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
      priorityClassName: "system-node-critical",
      automountServiceAccountToken: false,
      containers: [
        {
          image: args.image,
          args: ["-f", "/etc/towpath/counters.csv"],
          securityContext: {
            privileged: false,
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
          livenessProbe: { httpGet: { path: "/health" } },
          volumeMounts: expect.arrayContaining([
            { name: "pod-resources", mountPath: "/var/lib/kubelet/pod-resources", readOnly: true },
          ]) as unknown,
        },
      ],
    });
    expect(JSON.stringify(pod)).not.toMatch(/SYS_ADMIN|VIRTUAL_GPUS/);
  });

  it("adds SYS_ADMIN and the profiling counters together, when asked", async () => {
    const { registered } = await build({ profiling: true });
    expect(podOf(only(registered, "dcgm-exporter").inputs)).toMatchObject({
      containers: [{ securityContext: { capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } } }],
    });
    expect(only(registered, "dcgm-counters").inputs.data).toEqual({
      "counters.csv": countersCsv(true),
    });
  });

  it("reports shared GPUs for each pod", async () => {
    const { registered } = await build({ sharedGpus: true });
    expect(JSON.stringify(podOf(only(registered, "dcgm-exporter").inputs))).toMatch(
      /KUBERNETES_VIRTUAL_GPUS/,
    );
  });

  it("can be scraped from one namespace, and calls nobody", async () => {
    const { registered } = await build();
    expect(only(registered, "dcgm-scraping").inputs.spec).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "dcgm-exporter" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } } },
          ],
          ports: [{ protocol: "TCP", port: 9400 }],
        },
      ],
    });
    expect(only(registered, "dcgm-metrics").inputs.spec).toMatchObject({
      clusterIP: "None",
      ports: [{ name: "metrics", port: 9400 }],
    });
  });

  it("previews while nothing exists", async () => {
    const { registered } = await build({}, true);
    expect(registered).toHaveLength(6);
  });
});

describe("countersCsv", () => {
  it.each([false, true])("is lines of field, type, help (profiling %s)", (profiling) => {
    const lines = countersCsv(profiling).trimEnd().split("\n");
    for (const line of lines)
      expect(line).toMatch(/^DCGM_FI_[A-Z0-9_]+, (gauge|counter|label), [^,]+$/);
    expect(new Set(lines.map((line) => line.split(",")[0])).size).toBe(lines.length);
  });

  it("asks for what needs SYS_ADMIN only under profiling", () => {
    expect(countersCsv(false)).not.toMatch(/DCGM_FI_PROF_/);
    expect(countersCsv(false)).toMatch(/DCGM_FI_DEV_GPU_UTIL/);
    expect(countersCsv(true)).toMatch(/DCGM_FI_PROF_/);
  });
});
