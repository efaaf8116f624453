import * as z from "zod";
import { kebabName, sha256Hex } from "./names";

/*
 * How a service's language model runs: `vllm` of a service's file, beside `runtime: vllm`. Names and
 * ranges of vLLM's own settings are those of version 0.28.0 (vllm/engine/arg_utils.py and
 * vllm/config/ at 2cf0a6915ce544dc493a0990f2ea38d81601128a).
 */

const whole = (what: string) =>
  z.number().refine((value) => Number.isSafeInteger(value) && value >= 1, `expected ${what}`);

const tokens = whole("a whole number of tokens from 1");

/**
 * Further settings of the server. A list of what may be set, not of what may not: others would read
 * files, load code of the weights' author, or open another way in.
 */
const extraArgsSchema = z.strictObject({
  dtype: z
    .enum(["auto", "half", "float16", "bfloat16", "float", "float32"])
    .optional()
    .describe("Numbers that weights and activations are kept in. Default: the model's own."),
  quantization: z
    .string()
    .regex(/^[a-z0-9_]+$/, "expected a method of vLLM's, such as awq or fp8")
    .optional()
    .describe("How the weights are quantized. Default: what their config.json says."),
  kv_cache_dtype: z
    .enum(["auto", "bfloat16", "fp8", "fp8_e4m3", "fp8_e5m2"])
    .optional()
    .describe("Numbers that the cache is kept in. Default: auto."),
  max_num_seqs: whole("a whole number of requests from 1")
    .optional()
    .describe("Requests that are computed at once. Default: vLLM's."),
  max_num_batched_tokens: tokens
    .optional()
    .describe("Tokens of one step over all requests. Default: vLLM's."),
  enable_prefix_caching: z
    .boolean()
    .optional()
    .describe("Keep what equal beginnings have in common, such as the system message."),
  enforce_eager: z
    .boolean()
    .optional()
    .describe("Compile nothing: starts sooner, answers later. Default: false."),
  seed: z.number().int().min(0).optional().describe("Of what is drawn by chance. Default: vLLM's."),
});

/** `vllm` of a service's file. */
export const vllmSchema = z.strictObject({
  model: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._/-]{0,119}$/,
      "expected a name such as small-chat-1, as `model` of the chat artifact says it",
    )
    .describe("The name that the model is served by: `model` of the promoted chat artifact."),
  weights: z
    .strictObject({
      uri: z
        .string()
        .regex(
          /^s3:\/\/[a-z0-9][a-z0-9.-]+\/[^?#]*[^/?#]$/,
          "expected an s3:// URI of a folder, such as s3://artifacts/small-chat-1: pods fetch from no public hub",
        )
        .describe("The artifact's folder."),
      sha256: sha256Hex.describe("SHA-256 of its manifest.json, which names every file's."),
    })
    .describe("The model's files as an artifact, sealed by its manifest."),
  weights_gib: whole("whole GiB from 1").describe(
    "GiB of the volume that the files are put in; more are refused before the first is fetched.",
  ),
  gpu: whole("a whole number of GPUs from 1; a model that needs none is runtime: bundled").describe(
    "GPUs of one pod; the model is split over them.",
  ),
  pool: kebabName.optional().describe("A key of gpu_pools. Default: any node with a GPU."),
  replicas: whole("a whole number of pods from 1")
    .refine((value) => value <= 8, "expected at most 8 pods")
    .default(1)
    .describe("Pods, each with its own GPUs. One is away while it is replaced. Default: 1."),
  cpu: z
    .number()
    .min(0.5, "expected 0.5 to 192 cores")
    .max(192, "expected 0.5 to 192 cores")
    .default(2)
    .describe("Cores that a pod asks for. Default: 2."),
  memory_gib: whole("whole GiB from 1")
    .refine((value) => value >= 4, "expected at least 4 GiB, 2 of which are shared memory")
    .default(12)
    .describe("GiB of memory of a pod, request and limit. Default: 12."),
  max_model_len: tokens
    .optional()
    .describe("Tokens of question and answer together. Default: what the model was made for."),
  gpu_memory_utilization: z
    .number()
    .gt(0, "expected more than 0 and at most 1")
    .max(1, "expected more than 0 and at most 1")
    .optional()
    .describe("Part of a GPU's memory that vLLM takes. Default: vLLM's, 0.92."),
  extra_args: extraArgsSchema.prefault({}),
});

export type VllmSettings = z.output<typeof vllmSchema>;
