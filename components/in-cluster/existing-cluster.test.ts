import * as kubernetes from "@pulumi/kubernetes";
import * as random from "@pulumi/random";
import { describe, expect, it } from "vitest";
import { readBaselines } from "../config/baseline-files";
import type { KubernetesEnvironment } from "../config/environment";
import { loadJobs } from "../config/jobs";
import { loadEnvironment, loadStacks } from "../config/load";
import { readRecordFiles } from "../config/record-files";
import { settingsOf } from "../config/posture";
import { ExistingCluster } from "./existing-cluster";
import { profilesOf, storeUsersOf } from "./existing-cluster-args";
import { counts, named, ofType, outsideComponents, run, unprovided, waitsFor } from "../testing";
import { readBundle } from "../workloads/bundle-source";

const stacks = loadStacks(process.cwd());
const local = loadEnvironment(process.cwd(), "local") as KubernetesEnvironment;

const preview = (change: Partial<KubernetesEnvironment> = {}) =>
  run(
    () =>
      new ExistingCluster("cluster", {
        name: "lab",
        environment: { ...local, ...change },
        images: stacks.images,
        teams: stacks.teams,
        services: stacks.services,
        baselines: readBaselines(process.cwd(), stacks.services),
        jobs: loadJobs(process.cwd(), stacks),
        bundles: {
          job: readBundle(process.cwd(), "job"),
          recovery: readBundle(process.cwd(), "recovery"),
          inference: readBundle(process.cwd(), "inference"),
        },
        records: readRecordFiles(process.cwd()),
        providers: {
          kubernetes: new kubernetes.Provider("cluster", { context: local.context }),
          random: new random.Provider("random"),
        },
      }),
    {},
    { preview: true },
  );

describe("an environment on a cluster that is there already", () => {
  it("has nothing of a cloud, everything in components and on providers of the program", async () => {
    const done = await preview();
    const resources = done.all.filter(({ type }) => !type.startsWith("pulumi:"));
    expect(resources.filter(({ type }) => type.startsWith("aws:"))).toEqual([]);
    expect(outsideComponents(resources)).toEqual([]);
    expect(unprovided(done)).toEqual([]);
    for (const { type, name, inputs } of resources) {
      if (!type.startsWith("kubernetes:")) continue;
      expect([name, inputs.metadata]).toMatchObject([
        name,
        {
          labels: {
            "towpath.dev/environment": "lab",
            "towpath.dev/owner": expect.any(String) as string,
          },
        },
      ]);
    }
  });

  it("starts tracking after the database is there and the buckets are made", async () => {
    const { all } = await preview();
    const migration = named(
      all.filter(({ name }) => /^mlflow-migration-[0-9a-f]{10}$/.test(name)),
      ofType(all, "kubernetes:batch/v1:Job").find(({ name }) => name.startsWith("mlflow"))?.name ??
        "",
    );
    const setup = ofType(all, "kubernetes:batch/v1:Job").find(({ name }) =>
      name.startsWith("objects"),
    );
    const later = `kubernetes:batch/v1:Job ${migration.name}`;
    expect(waitsFor(all, later, "kubernetes:apps/v1:StatefulSet postgres")).toBe(true);
    expect(waitsFor(all, later, `kubernetes:batch/v1:Job ${setup?.name ?? ""}`)).toBe(true);
    expect(waitsFor(all, "kubernetes:apps/v1:Deployment mlflow", later)).toBe(true);
  });

  it("makes every bucket of the stack file", async () => {
    const { all } = await preview();
    const setup = ofType(all, "kubernetes:batch/v1:Job").find(({ name }) =>
      name.startsWith("objects"),
    );
    const plan = /"PLAN","value":("(?:[^"\\]|\\.)*")/.exec(JSON.stringify(setup?.inputs))?.[1];
    expect(Object.keys(JSON.parse(JSON.parse(plan ?? '""') as string) as object).sort()).toEqual(
      Object.keys(local.buckets).sort(),
    );
  });

  it("has objects and no database before experiments are shared", async () => {
    const { all, value, resolve } = await preview({ maturity: 1 });
    expect(await resolve(value.trackingUri)).toBeNull();
    expect(ofType(all, "kubernetes:apps/v1:StatefulSet").map(({ name }) => name)).toEqual([
      "objects",
    ]);
    expect(counts(all)).not.toHaveProperty("kubernetes:apps/v1:Deployment");
  });

  it("keeps what holds data where the posture says so", async () => {
    const keeps = async (posture: "dev" | "prod") =>
      (await preview({ posture, settings: settingsOf(posture) })).all
        .filter(({ protect }) => protect === true)
        .map(({ name }) => name);
    expect(await keeps("dev")).toEqual([]);
    expect(await keeps("prod")).toEqual(
      expect.arrayContaining(["objects-data", "objects-root-key", "postgres-data"]),
    );
  });

  it("has GPU software where the stack file has a profile, and none without", async () => {
    expect(counts((await preview()).all)).not.toHaveProperty("kubernetes:apps/v1:DaemonSet");
    const { all } = await preview({
      gpu_profiles: { exclusive: { mig_strategy: "none" } },
    });
    expect(ofType(all, "kubernetes:apps/v1:DaemonSet").map(({ name }) => name)).toEqual([
      "device-plugin-exclusive",
      "dcgm-exporter-exporter",
    ]);
    expect(named(all, "gpu-system").inputs.metadata).toMatchObject({
      labels: { "pod-security.kubernetes.io/enforce": "privileged" },
    });
  });
});

describe("users of the object store", () => {
  it("end at their prefixes: a team writes its own artifacts and reads no other's", () => {
    const users = storeUsersOf(stacks.teams);
    expect(Object.keys(users).sort()).toEqual([
      "recovery-backup",
      "recovery-drill",
      "serving",
      "team-platform",
      "team-support-ml",
      "tracking",
      "tracking-gc",
    ]);
    expect(users["tracking-gc"]).toEqual([
      { bucket: "artifacts", prefix: "mlflow", access: "delete" },
    ]);
    expect(users["team-support-ml"]).toEqual([
      { bucket: "datasets", prefix: "teams/support-ml", access: "read" },
      { bucket: "artifacts", prefix: "mlflow/teams/support-ml", access: "write" },
    ]);
    // What a drill proves comes from backups: it reads no artifact, and nobody deletes one.
    expect(users["recovery-drill"]).toEqual([
      { bucket: "reports", prefix: "drills", access: "write" },
    ]);
    for (const user of ["recovery-backup", "serving", "tracking"])
      for (const { access } of users[user] ?? []) expect(access).toBe("read");
  });
});

describe("GPU profiles", () => {
  it("say what the stack file says", () => {
    expect(
      profilesOf({
        ...local,
        gpu_profiles: {
          exclusive: { mig_strategy: "none" },
          shared: { mig_strategy: "none", time_slicing: { replicas: 4 } },
        },
      }),
    ).toEqual({
      exclusive: { migStrategy: "none" },
      shared: { migStrategy: "none", timeSlicingReplicas: 4 },
    });
  });
});
