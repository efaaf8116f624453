import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { imageRef } from "../components/config/images";
import { unresolvedImagesOf } from "../components/config/images-used";
import { loadStacks } from "../components/config/load";
import { StacksCopy } from "../components/config/testing";
import { named, ofType, type Registered, run, unprovided } from "../components/testing";
import { CLOUD } from "./program-cloud";

/*
 * The whole program with a service of runtime vllm, which no shipped environment has: the shipped
 * files, and in them what a team would write. No vLLM runs here.
 */

const OTHER = "a".repeat(64);
const promoted = (version: string) =>
  `{ model_version: ${version}, run_id: r, artifact: { uri: "s3://models/triage/${version}", sha256: ${OTHER} }, data: { uri: d, sha256: ${OTHER} }, commit: null, evaluation: { run_id: e, accuracy: 0.9, threshold: 0.8 }, contract_check: { result: pass, at: "2026-11-21T09:00:00Z" }, approved_by: ann, promoted_by: bob, promoted_at: "2026-11-21T09:00:00Z" }`;

const SHA = "829e0528e0f2c8668679bccc59551af08d8b988c537a37772de4f4c1620daed6";
const BASELINE = `{ baseline: true, model_version: support-triage-baseline-1, artifact: { uri: stacks/services/baselines/support-triage, sha256: ${SHA} } }`;

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const stacks = new StacksCopy();

beforeAll(() => {
  stacks.edit(
    "services/support-triage.yaml",
    "environments: {}",
    `runtime: vllm
vllm:
  model: small-chat-1
  weights: { uri: "s3://models/small-chat-1", sha256: ${"f".repeat(64)} }
  weights_gib: 20
  gpu: 1
environments:
  prod: { current: ${promoted("v2")}, previous: ${BASELINE}, traffic: { canary_percent: 10 } }
  local: { current: ${promoted("v2")}, previous: ${BASELINE} }`,
  );
  stacks.edit(
    "Pulumi.local.yaml",
    "    tracking:\n",
    "    gpu_profiles: { lab: {} }\n    tracking:\n",
  );
});
afterAll(() => {
  stacks.remove();
  vi.doUnmock("../components/config/load");
});

/** Runs the real index.ts over the changed files, as a preview. */
async function preview(stack: string) {
  vi.resetModules();
  vi.doMock("../components/config/load", async (original) => ({
    ...(await original<object>()),
    loadStacks: () => loadStacks(stacks.root),
  }));
  return run(() => import("../index.js"), CLOUD, { preview: true, stack });
}

const text = ({ inputs }: Registered) => JSON.stringify(inputs);

describe.each(["prod", "local"])("a language model in %s", (stack) => {
  it("runs on GPUs behind the service's own pods, on the program's providers", async () => {
    const done = await preview(stack);
    const { all } = done;
    const model = named(all, "support-triage-vllm", DEPLOYMENT);
    expect(model.parent).toBe("towpath:serving:VllmServer support-triage-vllm");
    expect(text(model)).toContain('"nvidia.com/gpu":"1"');
    expect(text(model)).toContain(imageRef(loadStacks(stacks.root).images, "vllm").reference);
    expect(unprovided(done)).toEqual([]);
    const front = named(all, "support-triage-aaaaaaaaaaaa", DEPLOYMENT);
    expect(text(front)).toContain("http://support-triage-vllm:8000");
    expect(text(front)).not.toContain("nvidia.com/gpu");
  });

  it("counts among the images that the environment runs", () => {
    const { environments, images, services } = loadStacks(stacks.root);
    const environment = environments[stack];
    if (environment === undefined) throw new Error(`no environment ${stack}`);
    expect(unresolvedImagesOf({ name: stack, environment, services }, images)).toContain("vllm");
  });
});

describe("a language model", () => {
  it("gets a role in AWS, on the provider that the program made", async () => {
    const { all } = await preview("prod");
    expect(named(all, "support-triage-role").provider).toContain("::aws::");
    expect(named(all, "support-triage-association").inputs).toMatchObject({
      namespace: "serving",
      serviceAccount: "support-triage",
    });
  });

  it("shares requests between versions as any service does", async () => {
    const { all } = await preview("prod");
    const route = text(named(all, "support-triage-route"));
    expect(route).toContain('"name":"support-triage-aaaaaaaaaaaa"');
    expect(route).toContain('"weight":10');
    expect(route).toContain('"weight":90');
    expect(route).not.toContain("support-triage-vllm");
  });

  it("gets the store's keys of a cluster for the container that fetches, and for no other", async () => {
    const { all } = await preview("local");
    const spec = named(all, "support-triage-vllm", DEPLOYMENT).inputs.spec as {
      template: {
        spec: Record<"initContainers" | "containers", { env: { name: string }[] }[]>;
      };
    };
    const names = (part: "initContainers" | "containers") =>
      spec.template.spec[part].flatMap(({ env }) => env.map(({ name }) => name));
    expect(names("initContainers")).toContain("AWS_SECRET_ACCESS_KEY");
    expect(names("containers").filter((name) => name.startsWith("AWS_"))).toEqual([]);
  });

  it("is not there where nothing has been promoted: dev serves the baseline, and holds no GPU", async () => {
    const { all } = await preview("dev");
    expect(ofType(all, "towpath:serving:VllmServer")).toEqual([]);
    const { environments, images, services } = loadStacks(stacks.root);
    const environment = environments.dev;
    if (environment === undefined) throw new Error("no environment dev");
    expect(unresolvedImagesOf({ name: "dev", environment, services }, images)).not.toContain(
      "vllm",
    );
  });
});
