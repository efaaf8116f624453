/*
 * Mistakes that people make in stacks/services/, for stacks-broken.test.ts: the file, a text in it,
 * what stands there instead, and what the one line that follows must say.
 */

import type { Mistake } from "./stacks-broken.environments";

const SERVICE = "services/support-triage.yaml";
const CONTRACT = "contract: text-classification/v1";

/** The service's file with these lines below its contract. */
const adding = (lines: string, expected: RegExp): Mistake => [
  SERVICE,
  CONTRACT,
  `${CONTRACT}\n${lines}`,
  expected,
];

const SHA = "829e0528e0f2c8668679bccc59551af08d8b988c537a37772de4f4c1620daed6";
const OTHER = "a".repeat(64);
const version = (sha256: string) =>
  `{ baseline: true, model_version: v1, artifact: { uri: stacks/x, sha256: ${sha256} } }`;

/** A record of prod with two versions, or one twice, and this `traffic`. */
const sharing = (traffic: string, previous: string, expected: RegExp): Mistake => [
  SERVICE,
  "environments: {}",
  `environments: { prod: { current: ${version(SHA)}, previous: ${version(previous)}, traffic: ${traffic} } }`,
  expected,
];

const PROMOTED = `{ model_version: v2, run_id: r, artifact: { uri: "s3://a/2", sha256: ${OTHER} }, data: { uri: d, sha256: ${SHA} }, commit: null, evaluation: { run_id: e, accuracy: 0.9, threshold: 0.8 }, contract_check: { result: pass, at: "2026-11-21T09:00:00Z" }, approved_by: ann, promoted_by: bob, promoted_at: "2026-11-21T09:00:00Z" }`;
const WEIGHTS = `{ uri: "s3://artifacts/small-chat-1", sha256: ${OTHER} }`;

/** A language model with this changed, in an environment that has promoted a version of it. */
const languageModel = (
  change: Readonly<Record<string, string>>,
  expected: RegExp,
  environment = "prod",
): Mistake => {
  const settings = { model: "small-chat-1", weights: WEIGHTS, weights_gib: "20", gpu: "1" };
  const lines = Object.entries({ ...settings, ...change }).map(
    ([key, value]) => `${key}: ${value}`,
  );
  const vllm = `runtime: vllm\nvllm: { ${lines.join(", ")} }`;
  return [
    SERVICE,
    "environments: {}",
    `${vllm}\nenvironments: { ${environment}: { current: ${PROMOTED}, previous: ${version(SHA)} } }`,
    expected,
  ];
};

export const SERVICE_MISTAKES: readonly Mistake[] = [
  [SERVICE, "availability: 99.5", "availability: 995", /slo\.availability: found 995/],
  adding("runtime: onnx", /runtime: found "onnx"; expected one of bundled, vllm/),
  adding("runtime: vlm", /runtime: found "vlm"; expected .* \(did you mean "vllm"\?\)/),
  adding("runtime: vllm", /runtime: found "vllm" without a model; expected `vllm:` with model/),
  adding(
    `vllm: { model: m, weights: ${WEIGHTS}, weights_gib: 20, gpu: 1 }`,
    /vllm: found settings beside runtime: bundled; expected runtime: vllm/,
  ),
  languageModel({ gpu: "0" }, /vllm\.gpu: found 0; expected a whole number of GPUs from 1/),
  languageModel({ gpu: "1.5" }, /vllm\.gpu: found 1\.5; expected a whole number of GPUs from 1/),
  languageModel(
    { gpu: "2" },
    /vllm\.gpu: found 2; expected at most 1, the GPUs that a pod gets on a node of any pool in prod/,
  ),
  languageModel(
    { replicas: "2" },
    /vllm\.gpu: found 1 in each of 2 pods; expected at most 1, the GPU quota/,
  ),
  languageModel(
    { weights: "{ uri: s3://artifacts/small-chat-1 }" },
    /vllm\.weights\.sha256: missing; expected/,
  ),
  languageModel(
    { weights: `{ uri: example/small-chat, sha256: ${OTHER} }` },
    /vllm\.weights\.uri: found "example\/small-chat"; expected an s3:\/\/ URI of a folder/,
  ),
  languageModel({}, /vllm\.gpu: found 1; local has no gpu_profiles, and its record/, "local"),
  languageModel(
    { pool: "servin" },
    /vllm\.pool: found "servin" \(did you mean "serving"\?\); expected a key of gpu_pools of prod/,
  ),
  languageModel(
    { memory_gib: "16", pool: "serving" },
    /vllm\.memory_gib: found 16; expected less than 16, the GiB of memory of a node with 1 GPU/,
  ),
  languageModel(
    { gpu_memory_utilization: "1.2" },
    /vllm\.gpu_memory_utilization: found 1\.2; expected more than 0 and at most 1/,
  ),
  languageModel(
    { extra_args: "{ trust_remote_code: true }" },
    /vllm\.extra_args\.trust_remote_code: unknown key "trust_remote_code"; expected one of dtype/,
  ),
  adding("resources: { gpu: 0.5 }", /resources\.gpu: /),
  adding("resources: { cpu: 64 }", /resources\.cpu: found 64; expected 0\.05 to 16 cores/),
  adding("resources: { memory_mib: 64 }", /resources\.memory_mib: found 64; expected at least 128/),
  adding(
    "resources: { replicas: { min: 5, max: 2 } }",
    /resources\.replicas\.min: found 5; found min 5 over max 2; expected min ≤ max/,
  ),
  adding("clients: [web, web]", /clients\.1: found "web" twice; expected one name a client/),
  adding("clients: []", /clients: found \[\]; expected a client/),
  [SERVICE, `sha256: ${SHA}`, "", /baseline\.artifact\.sha256: missing; expected/],
  sharing(
    "{ canary_percent: 101 }",
    OTHER,
    /environments\.prod\.traffic\.canary_percent: found 101; expected 0 to 100 percent/,
  ),
  sharing(
    "{ canary_percent: 12.5 }",
    OTHER,
    /traffic\.canary_percent: found 12\.5; expected a whole percentage/,
  ),
  sharing(
    "{ canary_percent: 10 }",
    SHA,
    /traffic\.canary_percent: found 10, and current and previous are one artifact/,
  ),
  sharing(
    "{ shadow: true }",
    SHA,
    /traffic\.shadow: found true, and current and previous are one artifact/,
  ),
  sharing(
    "{ canary_percent: 10, shadow: true }",
    OTHER,
    /traffic\.canary_percent: found 10 beside shadow: true/,
  ),
];
