import { describe, expect, it } from "vitest";
import { named, ofType, type Registered, run, waitsFor } from "../testing";
import { sha256 } from "../../lib/digest";
import { ModelService, type ModelServiceArgs } from "./model-service";
import { BASELINE, podsOn, promoted, siteFor } from "./testing";

const KEY = "planted-key-of-a-client";
const CLOUD = {
  resources: {
    "random:index/randomPassword:RandomPassword": () => ({ result: KEY }),
  },
};

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const ALL = { canary_percent: 100, shadow: false };
const RECORD = { current: promoted("c"), previous: promoted("a") };

async function make(change: Partial<ModelServiceArgs> = {}) {
  const done = await run(() => {
    const { site, asked } = siteFor();
    new ModelService("triage", {
      owner: "support-ml",
      contract: "text-classification/v1",
      ...RECORD,
      traffic: ALL,
      pods: podsOn(site),
      ...change,
    });
    return asked;
  }, CLOUD);
  return { all: done.all, asked: done.value };
}

interface Pod {
  readonly metadata: { readonly labels: Record<string, string> };
  readonly spec: {
    readonly initContainers: readonly [
      { env: { name: string; value: string }[]; command: string[] },
    ];
    readonly containers: readonly [{ env: { name: string; value?: string }[] }];
    readonly volumes: readonly { name: string; configMap?: { name: string } }[];
  };
}
const specOf = ({ inputs }: Registered) =>
  inputs.spec as { readonly template: Pod; readonly replicas: number };
const podOf = (all: readonly Registered[], name: string) =>
  specOf(named(all, name, DEPLOYMENT)).template;

describe("ModelService", () => {
  it("runs both versions of the record, each with its own address, budget and autoscaler", async () => {
    const { all } = await make();
    for (const type of [
      DEPLOYMENT,
      "kubernetes:core/v1:Service",
      "kubernetes:policy/v1:PodDisruptionBudget",
      "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
    ]) {
      expect(ofType(all, type).map(({ name }) => name)).toEqual([
        "triage-cccccccccccc",
        "triage-aaaaaaaaaaaa",
      ]);
    }
  });

  it("changes no pod in a rollback, nor how many there are: only the route", async () => {
    const before = await make();
    const after = await make({ current: RECORD.previous, previous: RECORD.current });
    for (const name of ["triage-cccccccccccc", "triage-aaaaaaaaaaaa"]) {
      const spec = (all: readonly Registered[]) => named(all, name, DEPLOYMENT).inputs.spec;
      expect(spec(after.all)).toEqual(spec(before.all));
      const scale = (all: readonly Registered[]) =>
        named(all, name, "kubernetes:autoscaling/v2:HorizontalPodAutoscaler").inputs;
      expect(scale(after.all)).toEqual(scale(before.all));
    }
    const route = ({ all }: typeof before) =>
      JSON.stringify(named(all, "triage-route").inputs.spec);
    expect(route(before)).toContain('"name":"triage-cccccccccccc"');
    expect(route(after)).not.toContain('"name":"triage-cccccccccccc"');
    expect(route(after)).toContain('"name":"triage-aaaaaaaaaaaa"');
  });

  it("sends requests to a version once its pods are ready", async () => {
    const { all } = await make();
    for (const name of ["triage-cccccccccccc", "triage-aaaaaaaaaaaa"]) {
      expect(waitsFor(all, "triage-route", `${DEPLOYMENT} ${name}`)).toBe(true);
    }
    // The network rules stand before the first pod.
    expect(waitsFor(all, `${DEPLOYMENT} triage-cccccccccccc`, "triage-network")).toBe(true);
  });

  it("fetches a promoted artifact, with rights to the record's artifacts and no other", async () => {
    const { all, asked } = await make();
    expect(asked).toHaveLength(1);
    expect(asked[0]?.artifacts).toEqual(["s3://bucket/triage/a", "s3://bucket/triage/c"]);
    const pod = podOf(all, "triage-cccccccccccc");
    const [fetch] = pod.spec.initContainers;
    expect(fetch.env).toEqual([
      { name: "ARTIFACT_DIR", value: "/artifact" },
      { name: "ARTIFACT_SHA256", value: "c".repeat(64) },
      { name: "ARTIFACT_URI", value: "s3://bucket/triage/c" },
      { name: "AWS_REGION", value: "eu-west-1" },
    ]);
    const [server] = pod.spec.containers;
    expect(server.env).toContainEqual({ name: "TOWPATH_ARTIFACT_SHA256", value: "c".repeat(64) });
    expect(pod.metadata.labels).toMatchObject({
      "app.kubernetes.io/name": "triage",
      "app.kubernetes.io/version": "triage-c",
      "towpath.dev/artifact": "cccccccccccc",
      "towpath.dev/owner": "support-ml",
    });
  });

  it("carries a baseline, verifies it like any artifact, and lets its pods call nobody", async () => {
    const { all, asked } = await make({ current: BASELINE, previous: BASELINE });
    expect(asked[0]?.artifacts).toEqual([]);
    expect(ofType(all, DEPLOYMENT)).toHaveLength(1);
    const map = named(all, "triage-baseline-bbbbbbbbbbbb").inputs;
    expect(map).toMatchObject({ immutable: true, data: { "manifest.json": "{}" } });
    const pod = podOf(all, "triage-bbbbbbbbbbbb");
    expect(pod.spec.initContainers[0].env).toContainEqual({
      name: "ARTIFACT_URI",
      value: "file:///baseline",
    });
    // The first promotion brings the store's variables, and must not replace these pods for them.
    const { all: promoted } = await make({ previous: BASELINE });
    expect(podOf(promoted, "triage-bbbbbbbbbbbb")).toEqual(pod);
    const rules = named(all, "triage-network").inputs.spec as Record<string, unknown>;
    expect(rules.policyTypes).toEqual(["Ingress", "Egress"]);
    expect(rules).not.toHaveProperty("egress");
  });

  it("hands pods digests, and each client a key of its own", async () => {
    const { all } = await make();
    const secrets = ofType(all, "kubernetes:core/v1:Secret");
    const text = (name: string) => JSON.stringify(named(secrets, name).inputs);
    expect(text("triage-keys-digests")).toContain(`web sha256:${sha256(KEY)}`);
    expect(text("triage-keys-digests")).not.toContain(KEY);
    expect(text("triage-keys-web")).toContain(KEY);
    for (const deployment of ofType(all, DEPLOYMENT)) {
      expect(JSON.stringify(deployment.inputs)).not.toContain("triage-key-web");
    }
  });

  it("never lowers what the autoscaler has raised", async () => {
    const { all } = await make();
    for (const deployment of ofType(all, DEPLOYMENT)) {
      expect(deployment.ignoreChanges).toEqual(["spec.replicas"]);
      expect(specOf(deployment).replicas).toBe(2);
    }
  });

  it("declares what is served where there is no cluster", async () => {
    const { all } = await run(
      () =>
        new ModelService("triage", {
          owner: "support-ml",
          contract: "text-classification/v1",
          ...RECORD,
          traffic: ALL,
        }),
      CLOUD,
    );
    expect(all.map(({ type }) => type)).toEqual(["towpath:serving:ModelService"]);
    expect(all[0]?.inputs).toMatchObject({ current: { model_version: "triage-c" } });
  });
});
