import { describe, expect, it } from "vitest";
import { vllmSchema } from "../config/vllm";
import { named, ofType, type Registered, run, waitsFor } from "../testing";
import { ModelService } from "./model-service";
import { BASELINE, podsOn, promoted, siteFor } from "./testing";

const CLOUD = {
  resources: { "random:index/randomPassword:RandomPassword": () => ({ result: "k" }) },
};
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const SERVICE = "kubernetes:core/v1:Service";
const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";

/** A service with a language model, and a record of one promoted version and the baseline. */
async function make(change: object = {}) {
  const done = await run(() => {
    const { site, asked } = siteFor();
    const settings = vllmSchema.parse({
      model: "small-chat-1",
      weights: { uri: "s3://bucket/small-chat-1", sha256: "f".repeat(64) },
      weights_gib: 20,
      gpu: 1,
      ...change,
    });
    new ModelService("triage", {
      owner: "support-ml",
      contract: "text-classification/v1",
      current: promoted("c"),
      previous: BASELINE,
      traffic: { canary_percent: 100, shadow: false },
      pods: { ...podsOn(site), languageModel: { settings, image: "vllm/vllm-openai:v0" } },
    });
    return asked;
  }, CLOUD);
  return { all: done.all, asked: done.value };
}

interface Labelled {
  readonly selector: { readonly matchLabels: Record<string, string> };
  readonly template: { readonly metadata: { readonly labels: Record<string, string> } };
}
const specOf = (all: readonly Registered[], name: string, type: string) =>
  named(all, name, type).inputs.spec;
const matches = (labels: Record<string, string>, selector: Record<string, string>) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

describe("VllmServer", () => {
  it("is one Deployment beside the versions, with an address and a budget of its own", async () => {
    const { all } = await make();
    const names = ofType(all, DEPLOYMENT).map(({ name }) => name);
    expect(names.sort()).toEqual(["triage-bbbbbbbbbbbb", "triage-cccccccccccc", "triage-vllm"]);
    expect(named(all, "triage-vllm", SERVICE).inputs.spec).toMatchObject({
      ports: [{ port: 8000, targetPort: "http" }],
    });
    expect(named(all, "triage-vllm", "kubernetes:policy/v1:PodDisruptionBudget")).toBeDefined();
    expect(named(all, "triage-vllm", DEPLOYMENT).parent).toContain("VllmServer triage-vllm");
  });

  it("is replaced in place: GPUs are not to be had twice", async () => {
    const { all } = await make({ replicas: 1 });
    expect(specOf(all, "triage-vllm", DEPLOYMENT)).toMatchObject({
      replicas: 1,
      strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    });
  });

  it("keeps its pods and those in front apart: no selector has both", async () => {
    const { all } = await make();
    const model = specOf(all, "triage-vllm", DEPLOYMENT) as Labelled;
    const front = specOf(all, "triage-cccccccccccc", DEPLOYMENT) as Labelled;
    expect(matches(model.template.metadata.labels, model.selector.matchLabels)).toBe(true);
    expect(matches(model.template.metadata.labels, front.selector.matchLabels)).toBe(false);
    expect(matches(front.template.metadata.labels, model.selector.matchLabels)).toBe(false);
    const policy = (name: string) =>
      (specOf(all, name, POLICY) as { podSelector: Labelled["selector"] }).podSelector.matchLabels;
    expect(matches(model.template.metadata.labels, policy("triage-network"))).toBe(false);
    expect(matches(model.template.metadata.labels, policy("triage-vllm-network"))).toBe(true);
  });

  it("lets in the service's own pods and nobody else, and the other way those may reach it", async () => {
    const { all } = await make();
    const front = specOf(all, "triage-cccccccccccc", DEPLOYMENT) as Labelled;
    interface Rules {
      ingress: { from: { podSelector: { matchLabels: Record<string, string> } }[] }[];
      egress: { to: { podSelector?: { matchLabels: object } }[]; ports: { port: number }[] }[];
    }
    const { ingress } = specOf(all, "triage-vllm-network", POLICY) as Rules;
    expect(ingress).toHaveLength(1);
    expect(ingress[0]?.from).toHaveLength(1);
    const askedBy = ingress[0]?.from[0]?.podSelector.matchLabels ?? {};
    expect(matches(front.template.metadata.labels, askedBy)).toBe(true);
    expect(ingress[0]?.from[0]).not.toHaveProperty("namespaceSelector");

    const { egress } = specOf(all, "triage-network", POLICY) as Rules;
    const toModel = egress.find(({ ports }) => ports.some(({ port }) => port === 8000));
    expect(toModel?.to[0]?.podSelector?.matchLabels).toEqual({
      "app.kubernetes.io/name": "triage",
      "app.kubernetes.io/component": "vllm",
    });
  });

  it("is asked by promoted versions, which wait for it; a baseline answers by itself", async () => {
    const { all } = await make();
    const text = (name: string) => JSON.stringify(specOf(all, name, DEPLOYMENT));
    expect(text("triage-cccccccccccc")).toContain(
      '{"name":"TOWPATH_UPSTREAM_URL","value":"http://triage-vllm:8000"}',
    );
    expect(text("triage-bbbbbbbbbbbb")).not.toContain("TOWPATH_UPSTREAM_URL");
    const model = `${DEPLOYMENT} triage-vllm`;
    expect(waitsFor(all, `${DEPLOYMENT} triage-cccccccccccc`, model)).toBe(true);
    expect(waitsFor(all, `${DEPLOYMENT} triage-bbbbbbbbbbbb`, model)).toBe(false);
  });

  it("reads its weights as the service, and nothing else", async () => {
    const { asked } = await make();
    expect(asked.map(({ artifacts }) => artifacts)).toEqual([
      ["s3://bucket/triage/c", "s3://bucket/small-chat-1"],
    ]);
  });

  it("rolls out anew for other weights, under the same name and selector", async () => {
    const other = { weights: { uri: "s3://bucket/small-chat-2", sha256: "e".repeat(64) } };
    const [before, after] = [await make(), await make(other)];
    const spec = ({ all }: typeof before) => specOf(all, "triage-vllm", DEPLOYMENT) as Labelled;
    expect(spec(after).selector).toEqual(spec(before).selector);
    expect(spec(after).template).not.toEqual(spec(before).template);
  });
});
