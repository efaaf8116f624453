import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jobConfigSchema } from "../../lib/job-config";
import { gpuPlacement, TRAINING_PRIORITY } from "./gpu-request";
import { type JobSpecArgs, suspendedCronJob } from "./job-spec";
import { labelValue } from "./labels";

const clusterOf = (cluster: object) =>
  jobConfigSchema.parse({
    run_name: "r",
    dataset_uri: "d.csv",
    text_column: "t",
    target_column: "l",
    metric_threshold: { accuracy: 0.8 },
    artifact_name: "a",
    seed: 1,
    team: "t",
    environment: "dev",
    cluster,
  }).cluster;

const ARGS: JobSpecArgs = {
  container: "train",
  image: "node@sha256:0",
  command: ["node", "job.js", "train"],
  cluster: clusterOf({}),
  serviceAccountName: "jobs",
  env: [],
  volumes: [],
  mounts: [],
  labels: { "towpath.dev/team": "t" },
  annotations: { a: "b" },
  finalExitCodes: [2],
};

/** The parts of a spec that are looked at; the SDK's own type is a net of inputs. */
interface Spec {
  suspend: boolean;
  schedule: string;
  jobTemplate: {
    metadata: object;
    spec: {
      backoffLimit: number;
      activeDeadlineSeconds: number;
      ttlSecondsAfterFinished: number;
      podFailurePolicy: { rules: object[] };
      template: { metadata: object; spec: Record<string, unknown> & { containers: Container[] } };
    };
  };
}
interface Container {
  resources: Record<"requests" | "limits", Record<string, string>>;
  securityContext: object;
}

const specOf = (change: Partial<JobSpecArgs> = {}) =>
  suspendedCronJob({ ...ARGS, ...change }) as unknown as Spec;
const podOf = (change: Partial<JobSpecArgs> = {}) => specOf(change).jobTemplate.spec.template.spec;

describe("suspendedCronJob", () => {
  it("is a template that no clock starts, tried twice, bounded, and cleaned up", () => {
    const spec = specOf({ cluster: clusterOf({ deadline_minutes: 30, keep_hours: 2 }) });
    expect(spec).toMatchObject({ suspend: true, schedule: "0 0 31 2 *" });
    expect(spec.jobTemplate.spec).toMatchObject({
      backoffLimit: 1,
      activeDeadlineSeconds: 1800,
      ttlSecondsAfterFinished: 7200,
    });
    expect(spec.jobTemplate.spec.podFailurePolicy.rules).toEqual([
      { action: "Ignore", onPodConditions: [{ type: "DisruptionTarget", status: "True" }] },
      {
        action: "FailJob",
        onExitCodes: { containerName: "train", operator: "In", values: [2] },
      },
    ]);
    expect(spec.jobTemplate.metadata).toEqual({
      labels: ARGS.labels,
      annotations: ARGS.annotations,
    });
    expect(spec.jobTemplate.spec.template.metadata).toEqual({ labels: ARGS.labels });
  });

  it("runs a restricted pod without a token, that writes to its scratch volume only", () => {
    const pod = podOf({ cluster: clusterOf({ cpu: 2, memory_mib: 256, scratch_mib: 100 }) });
    expect(pod).toMatchObject({
      restartPolicy: "Never",
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      volumes: [{ name: "scratch", emptyDir: { sizeLimit: "100Mi" } }],
    });
    expect(pod.containers[0]?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(pod.containers[0]?.resources).toEqual({
      requests: { cpu: "2", memory: "256Mi", "ephemeral-storage": "100Mi" },
      limits: { memory: "256Mi", "ephemeral-storage": "100Mi" },
    });
    for (const key of ["nodeSelector", "tolerations", "priorityClassName"]) {
      expect(Object.keys(pod)).not.toContain(key);
    }
  });

  it("puts a job that asks for GPUs on their nodes, by the request alone", () => {
    const pod = podOf({ cluster: clusterOf({ gpu: { count: 2, pool: "training" } }) });
    expect(pod).toMatchObject({
      nodeSelector: { "towpath.dev/pool": "training" },
      tolerations: [{ key: "nvidia.com/gpu", operator: "Exists", effect: "NoSchedule" }],
      priorityClassName: "towpath-training",
    });
    for (const part of ["requests", "limits"] as const) {
      expect(pod.containers[0]?.resources[part]["nvidia.com/gpu"]).toBe("2");
    }
  });
});

describe("gpuPlacement", () => {
  it("takes any node with a GPU where no pool is named", () => {
    expect(gpuPlacement({ count: 1 }).nodeSelector).toEqual({ "nvidia.com/gpu.present": "true" });
  });

  it("refuses everything but whole numbers from 1, naming the place", () => {
    fc.assert(
      fc.property(fc.oneof(fc.double(), fc.integer({ max: 0 })), (count) => {
        fc.pre(!Number.isInteger(count) || count < 1);
        expect(() => gpuPlacement({ count }, "jobs/x.yaml: cluster.gpu")).toThrow(
          /^jobs\/x\.yaml: cluster\.gpu\.count: found .*; expected a whole number of GPUs from 1$/,
        );
      }),
    );
  });

  it("has a priority below the served ones, and one that the autoscaler still adds nodes for", () => {
    expect(TRAINING_PRIORITY.value).toBeLessThan(0);
    expect(TRAINING_PRIORITY.value).toBeGreaterThanOrEqual(-10);
  });
});

describe("labelValue", () => {
  it("is a label's value, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        expect(labelValue(text)).toMatch(/^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/);
      }),
    );
    expect(labelValue("support-triage-2026-11")).toBe("support-triage-2026-11");
    expect(labelValue(" My run / 3 ")).toBe("My-run-3");
  });
});
