import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { servedArtifact } from "./served-artifact";
import { baseline, exampleService, promoted, recording } from "./testing";
import type { Given } from "../engine/testing";

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";

/** A workload whose server, or whose init container, is told a digest. */
function pods(digest: string, type = DEPLOYMENT, init = false): Given {
  const container = {
    name: "server",
    env: [
      { name: "LOG_LEVEL", value: "info" },
      { name: init ? "ARTIFACT_SHA256" : "TOWPATH_ARTIFACT_SHA256", value: digest },
    ],
  };
  const spec = init ? { initContainers: [container] } : { containers: [container] };
  const template = { spec };
  const props =
    type === "kubernetes:core/v1:Pod"
      ? { spec }
      : type === "kubernetes:batch/v1:CronJob"
        ? { spec: { jobTemplate: { spec: { template } } } }
        : { spec: { template } };
  return { type, props };
}

const context = recording({ current: promoted, previous: baseline });
const weights = "e".repeat(64);
const vllm = { weights: { uri: "s3://weights/1", sha256: weights } } as never;

function withModel() {
  const { stacks, ...rest } = context;
  const service = stacks?.services[exampleService.name];
  if (stacks === undefined || service === undefined) throw new Error("no record to add to");
  const changed = { ...service, runtime: "vllm" as const, vllm };
  return { ...rest, stacks: { ...stacks, services: { [service.name]: changed } } };
}

ruleCases(servedArtifact, {
  compliant: {
    "the shipped baseline": { given: pods(baseline.artifact.sha256) },
    "the promoted artifact": { given: pods(promoted.artifact.sha256, DEPLOYMENT, true), context },
    "the weights behind a promoted version": { given: pods(weights), context: withModel() },
    "pods that serve no artifact": {
      given: { type: DEPLOYMENT, props: { spec: { template: { spec: { containers: [{}] } } } } },
    },
    "a job that compares with what is served": {
      given: {
        type: "kubernetes:batch/v1:Job",
        props: {
          spec: {
            template: {
              spec: { containers: [{ env: [{ name: "CURRENT_ARTIFACT_SHA256", value: "x" }] }] },
            },
          },
        },
      },
    },
  },
  violating: {
    "an artifact that is not promoted": {
      given: pods(promoted.artifact.sha256),
      says: /serve the artifact a{12}…, which no record of prod names/,
    },
    "the same fetched by a StatefulSet": {
      given: pods("c".repeat(64), "kubernetes:apps/v1:StatefulSet", true),
      context,
      says: /c{12}…/,
    },
    "a Pod by itself": { given: pods("c".repeat(64), "kubernetes:core/v1:Pod"), says: /c{12}/ },
    "a CronJob": { given: pods("c".repeat(64), "kubernetes:batch/v1:CronJob"), says: /c{12}/ },
    "weights of another service": { given: pods(weights), context, says: /e{12}/ },
  },
  undecided: { "an unknown digest": { given: pods(UNKNOWN_VALUE) } },
});
