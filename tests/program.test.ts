import { readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import {
  counts,
  named,
  outsideComponents,
  run,
  type Registered,
  unprovided,
  waitsFor,
} from "../components/testing";
import { CLOUD } from "./program-cloud";
import { TAGS } from "../components/config/tags";

/** What came of each stack's program: nothing that asks it changes it, so once is enough. */
const previews = new Map<string, ReturnType<typeof previewOnce>>();

/** Runs the real index.ts as the stack of an environment, as a preview. */
function preview(stack: string) {
  const known = previews.get(stack) ?? previewOnce(stack);
  previews.set(stack, known);
  return known;
}

async function previewOnce(stack: string) {
  vi.resetModules();
  const done = await run(() => import("../index.js"), CLOUD, { preview: true, stack });
  return { ...done, program: done.value };
}

const MLFLOW = "kubernetes:apps/v1:Deployment mlflow";
/** The baseline of the example service: named by its digest. */
const SERVED = "kubernetes:apps/v1:Deployment support-triage-829e0528e0f2";

/** Resources proper: no components, no providers. */
const proper = (all: readonly Registered[]) =>
  all.filter(({ type }) => !/^(towpath|pulumi):/.test(type));

/** Trusted by the roles of pods. */
const PODS = "pods.eks.amazonaws.com";

describe.each(["dev", "staging", "prod", "local"])("the program as %s", (stack) => {
  it("declares every service with its version and rollback target", async () => {
    const { program, all, resolve } = await preview(stack);
    expect(await resolve(program.environment)).toMatchObject({ name: stack });
    expect(await resolve(program.services)).toEqual({
      "support-triage": {
        modelVersion: "support-triage-baseline-1",
        rollbackTarget: "support-triage-baseline-1",
      },
    });
    const service = all.find(({ type }) => type === "towpath:serving:ModelService");
    expect(service?.inputs).toMatchObject({
      owner: "support-ml",
      contract: "text-classification/v1",
      current: { baseline: true, model_version: "support-triage-baseline-1" },
    });
  });
});

describe.each(["dev", "staging", "prod", "local"])("everything of %s", (stack) => {
  it("lies in components, each name once, on providers that the program made", async () => {
    const { all, calls } = await preview(stack);
    expect(outsideComponents(proper(all))).toEqual([]);
    expect(unprovided({ all, calls })).toEqual([]);
    const keys = all.map(({ type, name, parent }) => `${parent} ${type} ${name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe.each(["dev", "staging", "prod"])("the cloud of %s", (stack) => {
  it("lends pods of the platform roles that have a boundary", async () => {
    const { all } = await preview(stack);
    const roles = all.filter(
      ({ type, parent, inputs }) =>
        type === "aws:iam/role:Role" &&
        parent.startsWith("towpath:workloads:PodIdentity") &&
        JSON.stringify(inputs.assumeRolePolicy).includes(PODS),
    );
    expect(roles.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["jobs-support-ml-role", "mlflow-role"]),
    );
    for (const { name, inputs, dependencies } of roles) {
      expect(inputs.permissionsBoundary, name).toBeDefined();
      expect(dependencies.join(), name).toContain("aws:iam/policy:Policy");
    }
  });

  it("carries every tag, and never the environment in a logical name", async () => {
    const { all } = await preview(stack);
    for (const { type, name, inputs } of proper(all)) {
      // The label keys of the platform have a domain, which is no environment.
      expect(name.replaceAll("towpath-dev", "").split("-")).not.toContain(stack);
      if (inputs.tags === undefined || type.startsWith("kubernetes:")) continue;
      expect(Object.keys(inputs.tags as object), `${type} ${name}`).toEqual(
        expect.arrayContaining([...TAGS]),
      );
    }
  });

  it("declares its jobs, suspended, each after its rights and its network policy", async () => {
    const { all } = await preview(stack);
    const jobs = all.filter(
      ({ type, inputs }) =>
        type === "kubernetes:batch/v1:CronJob" &&
        (inputs.metadata as { namespace: string }).namespace === "support-ml",
    );
    expect(jobs.map(({ name }) => name).sort()).toEqual([
      "evaluate-support-triage-2026-11",
      "train-support-triage-2026-11",
    ]);
    for (const { name, inputs } of jobs) {
      expect(inputs).toMatchObject({
        metadata: { name, namespace: "support-ml", labels: { "towpath.dev/team": "support-ml" } },
        spec: { suspend: true },
      });
      const job = `kubernetes:batch/v1:CronJob ${name}`;
      expect(waitsFor(all, job, "jobs-support-ml-policy")).toBe(true);
      expect(waitsFor(all, job, "jobs-support-ml-network")).toBe(true);
    }
    const namespaces = all.filter(({ type }) => type === "kubernetes:core/v1:Namespace");
    expect(namespaces.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["platform", "support-ml"]),
    );
    expect(counts(all)["kubernetes:scheduling.k8s.io/v1:PriorityClass"]).toBe(1);
  });

  it("keeps the orders that a teardown needs", async () => {
    const { all } = await preview(stack);
    const group = (pool: string) => `nodes-${pool}-group`;
    // Made before, deleted after: network add-ons, then nodes, then what runs on them.
    expect(waitsFor(all, group("system"), "network-addons-vpc-cni")).toBe(true);
    expect(waitsFor(all, "workload-addons-coredns", group("system"))).toBe(true);
    expect(waitsFor(all, MLFLOW, group("system"))).toBe(true);
    expect(waitsFor(all, "autoscaler-deployment", group("system"))).toBe(true);
    expect(waitsFor(all, "autoscaler-deployment", "workload-addons-coredns")).toBe(true);
    // Routes are of types that the gateway's release brings, and lead to pods that are ready.
    const route = "support-triage-route";
    expect(waitsFor(all, route, "gateway-controller")).toBe(true);
    expect(waitsFor(all, route, SERVED)).toBe(true);
    expect(waitsFor(all, SERVED, group("system"))).toBe(true);
    expect(waitsFor(all, SERVED, "workload-addons-coredns")).toBe(true);
    // Nothing in the cluster outlives the access that deletes it.
    const access = all.filter(({ type }) => type === "aws:eks/accessEntry:AccessEntry");
    expect(access).toHaveLength(1);
    expect(waitsFor(all, MLFLOW, access[0]?.name ?? "")).toBe(true);
    expect(waitsFor(all, "network-addons-vpc-cni", access[0]?.name ?? "")).toBe(true);
  });
});

describe.each(["dev", "staging", "prod", "local"])("recovery of %s", (stack) => {
  it("backs up and drills by the clock, each after its rights and its network policy", async () => {
    const { all, program, resolve } = await preview(stack);
    for (const part of ["backup", "drill"]) {
      const name = `kubernetes:batch/v1:CronJob ${part}`;
      expect(named(all, part, "kubernetes:batch/v1:CronJob").inputs).toMatchObject({
        metadata: { name: part, namespace: "recovery" },
        spec: { suspend: false, timeZone: "Etc/UTC", concurrencyPolicy: "Forbid" },
      });
      expect(waitsFor(all, name, `${part}-network`)).toBe(true);
      expect(waitsFor(all, name, stack === "local" ? `${part}-keys` : `${part}-policy`)).toBe(true);
    }
    // The user that dumps is made with the databases; nothing is restored without the key.
    const migration = all.find(
      ({ type, name }) => type === "kubernetes:batch/v1:Job" && name.startsWith("mlflow-migration"),
    );
    const backup = "kubernetes:batch/v1:CronJob backup";
    expect(waitsFor(all, backup, `kubernetes:batch/v1:Job ${migration?.name ?? "?"}`)).toBe(true);
    expect(waitsFor(all, "kubernetes:batch/v1:CronJob drill", "recovery-key-identity")).toBe(true);
    expect(waitsFor(all, backup, "recovery-key-identity")).toBe(false);
    expect(await resolve(program.recoveryIdentity)).toBeUndefined();
  });

  it("has a key that is kept wherever data is", async () => {
    const { all } = await preview(stack);
    const protects = stack === "staging" || stack === "prod";
    expect(named(all, "recovery-key-bytes").protect ?? false).toBe(protects);
    expect(named(all, "recovery-key-identity").protect ?? false).toBe(protects);
  });
});

describe("backups", () => {
  it.each(["dev", "staging", "prod"])(
    "of %s take every database and bucket but logs",
    async (stack) => {
      const { all } = await preview(stack);
      const taken = new Set(
        all
          .filter(({ type }) => type === "aws:backup/selection:Selection")
          .map(({ inputs }) => JSON.stringify(inputs.conditions)),
      );
      expect(taken.size).toBe(2);
      for (const { type, name, inputs } of all) {
        if (!/^aws:(s3\/bucket:Bucket|rds\/instance:Instance)$/.test(type)) continue;
        const tags = inputs.tags as Record<string, string>;
        const wanted = ["environment", "data-class"].map((tag) => ({
          key: `aws:ResourceTag/towpath:${tag}`,
          value: tags[`towpath:${tag}`],
        }));
        expect(taken.has(JSON.stringify([{ stringEquals: wanted }])), `${type} ${name}`).toBe(
          !name.includes("logs"),
        );
      }
    },
  );
});

/** The alarms and where they look: filter → log group's and metric's names. */
const watched = (all: readonly Registered[]) =>
  all
    .filter(({ type }) => type === "aws:cloudwatch/logMetricFilter:LogMetricFilter")
    .map(({ name }) => name)
    .sort();

describe("audit", () => {
  it.each([
    ["dev", 1, 1],
    ["staging", 2, 2],
    ["prod", 2, 2],
  ])("of %s records the account and what is typed on nodes", async (stack, selectors, places) => {
    const { all } = await preview(stack);
    const trails = all.filter(({ type }) => type === "aws:cloudtrail/trail:Trail");
    expect(trails.map(({ name }) => name)).toEqual(["audit-trail-all-regions"]);
    expect(trails[0]?.inputs.advancedEventSelectors).toHaveLength(selectors);
    // The bucket's policy lets CloudTrail in before there is a trail, and the role may write.
    expect(waitsFor(all, "audit-trail-all-regions", "buckets-logs-policy")).toBe(true);
    expect(waitsFor(all, "audit-trail-all-regions", "audit-trail-policy")).toBe(true);
    const document = "aws:ssm/document:Document audit-sessions-shell";
    const to = [
      "aws:cloudwatch/logGroup:LogGroup audit-sessions",
      "aws:s3/bucket:Bucket buckets-logs",
    ];
    expect(to.filter((place) => waitsFor(all, document, place))).toHaveLength(places);
    expect(waitsFor(all, "audit-sessions-nodes", "aws:iam/role:Role nodes-node-role")).toBe(true);
  });

  it.each(["dev", "staging", "prod"])(
    "of %s raises its alarms in the right logs",
    async (stack) => {
      const { all } = await preview(stack);
      expect(watched(all)).toEqual([
        "backup-failed-jobs",
        "break-glass-used-assumed",
        "cluster-admin-granted-access-policy",
        "cluster-admin-granted-binding",
        "protection-changed-keys-and-buckets",
        "protection-changed-records",
        "root-used-root",
      ]);
      for (const filter of watched(all)) {
        const log = filter === "cluster-admin-granted-binding" ? "cluster-logs" : "audit-trail";
        const group = `aws:cloudwatch/logGroup:LogGroup ${log}`;
        expect(named(all, filter).dependencies, filter).toContain(group);
      }
      for (const { name, inputs } of all.filter(({ type }) => type.endsWith(":MetricAlarm"))) {
        expect(waitsFor(all, name, "aws:sns/topic:Topic audit-alarms-topic"), name).toBe(true);
        const tags = inputs.tags as Record<string, string>;
        // Whoever is told has the page, and answers for both.
        const page = /What to do: (\S+)$/.exec(String(inputs.alarmDescription))?.[1] ?? "";
        expect(readFileSync(page, "utf8"), name).toContain(
          `\nOwner: ${tags["towpath:owner"] ?? "?"}\n`,
        );
      }
      expect(all.some(({ type }) => type.endsWith(":TopicSubscription"))).toBe(false);
    },
  );

  it("keeps the copy in the second region out of CloudTrail's reach", async () => {
    const { all } = await preview("prod");
    const sids = (name: string) => {
      const { policy } = named(all, name).inputs as { policy: { Statement: { Sid: string }[] } };
      return policy.Statement.map(({ Sid }) => Sid).filter((sid) => sid.includes("Trail"));
    };
    expect(sids("buckets-logs-policy")).toEqual(["AllowTrailCheck", "AllowTrailDelivery"]);
    expect(sids("buckets-replica-logs-policy")).toEqual([]);
  });
});

describe("posture", () => {
  it("protects data in staging and prod, and lets dev be torn down", async () => {
    for (const [stack, expected] of [
      ["dev", false],
      ["staging", true],
      ["prod", true],
    ] as const) {
      const { all } = await preview(stack);
      const data = all.filter(({ type }) =>
        /^aws:(s3\/bucket:Bucket|rds\/instance:Instance|kms\/key:Key|backup\/vault:Vault)$/.test(
          type,
        ),
      );
      expect(data.length).toBeGreaterThan(8);
      for (const { type, name, protect } of data) {
        expect(protect ?? false, `${stack} ${type} ${name}`).toBe(expected);
      }
    }
  });

  it("gives prod at least 120 resources, and local none in the cloud", async () => {
    expect(proper((await preview("prod")).all).length).toBeGreaterThanOrEqual(120);
    const local = proper((await preview("local")).all);
    expect(local.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        "kubernetes:apps/v1:StatefulSet",
        "kubernetes:apps/v1:Deployment",
        "kubernetes:batch/v1:Job",
      ]),
    );
    for (const { type } of local) expect(type).toMatch(/^(kubernetes|random):/);
  });

  it("lets local go to the context that its stack file names, and have everything taken away", async () => {
    const { all, program, resolve } = await preview("local");
    const provider = all.find(({ type }) => type === "pulumi:providers:kubernetes");
    expect(provider?.inputs).toMatchObject({ context: "kind-towpath" });
    expect(provider?.inputs).not.toHaveProperty("kubeconfig");
    expect(
      all.filter(({ protect, retainOnDelete }) => protect === true || retainOnDelete === true),
    ).toEqual([]);
    expect(await resolve(program.trackingUri)).toMatch(/^http:\/\/mlflow\.tracking\./);
  });
});

describe("the program as an environment without a stack file", () => {
  it("stops, naming the environments that there are", async () => {
    await expect(preview("qa")).rejects.toThrow(/no environment "qa" in stacks/);
  });
});
