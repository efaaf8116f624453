import * as z from "zod";
import { type Model, ModelFailure, type ModelKind, type Prediction } from "../kind";
import type { Upstream } from "./upstream";

const label = z.string().min(1).max(200);

const chatSchema = z
  .strictObject({
    kind: z.literal("chat"),
    /** The name under which the upstream serves it: vLLM's --served-model-name. */
    model: z.string().min(1),
    /** The system message: what the labels mean. The text to classify is the user message. */
    system: z.string().min(1),
    /** What it may answer, exactly so. */
    labels: z.array(label).min(2),
    /** The label of an answer that is none of them, with score 0. @default such an answer is an error */
    fallback: label.optional(),
    /** Always the likeliest answer: the same text must get the same label. */
    temperature: z.literal(0),
    /** Enough for the longest label, in the model's tokens. */
    max_tokens: z.int().min(1).max(256),
  })
  .refine(({ labels }) => new Set(labels).size === labels.length, "labels: expected no label twice")
  .refine(
    ({ labels, fallback }) => fallback === undefined || labels.includes(fallback),
    "fallback: expected one of labels",
  );

/** model.json of the kind `chat`. */
export type ChatSpec = z.output<typeof chatSchema>;

/** What is read of a chat completion. */
const completionSchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullable() }),
        logprobs: z.object({ content: z.array(z.object({ logprob: z.number() })).min(1) }),
      }),
    )
    .min(1),
});

/**
 * Asks an OpenAI-compatible server for the label. The server is the settings' (TOWPATH_UPSTREAM_URL),
 * never the artifact's. The score is the probability that it gave to the label's tokens: not
 * calibrated, and over the labels alone where the server rules other tokens out before it measures.
 *
 * @param upstream undefined: nothing of this kind can be loaded
 */
export function chat(upstream: Upstream | undefined): ModelKind<ChatSpec> {
  return {
    name: "chat",
    schema: chatSchema,
    load(spec): Model {
      if (upstream === undefined) {
        throw new Error(
          "found no upstream; expected TOWPATH_UPSTREAM_URL to name an OpenAI-compatible server",
        );
      }
      return {
        labels: spec.labels,
        unavailable: () => upstream.unavailable(spec.model),
        predict: (texts) => askAll(upstream, spec, texts),
      };
    },
  };
}

/** One request a text; the first failure ends the others, since a batch is answered whole. */
async function askAll(
  upstream: Upstream,
  spec: ChatSpec,
  texts: readonly string[],
): Promise<Prediction[]> {
  const rest = new AbortController();
  try {
    return await Promise.all(texts.map((text) => ask(upstream, spec, text, rest.signal)));
  } catch (error) {
    rest.abort();
    throw error;
  }
}

async function ask(
  upstream: Upstream,
  spec: ChatSpec,
  text: string,
  signal: AbortSignal,
): Promise<Prediction> {
  const answer = completionSchema.safeParse(
    await upstream.complete(requestFor(spec, text), signal),
  );
  const choice = answer.data?.choices[0];
  if (choice === undefined) {
    upstream.counts.unusable++;
    // Zod's issues name fields and types, never their values.
    const where = answer.error?.issues.map(({ path }) => path.join(".")).join(", ") ?? "";
    throw new ModelFailure("unusable", `the upstream's answer is no chat completion: ${where}`);
  }
  const found = choice.message.content?.trim() ?? "";
  if (!spec.labels.includes(found)) {
    if (spec.fallback !== undefined) {
      upstream.counts.fallback++;
      return { label: spec.fallback, score: 0 };
    }
    upstream.counts.unusable++;
    throw new ModelFailure("unusable", "the upstream's answer is none of the labels");
  }
  upstream.counts.answered++;
  const logprob = choice.logprobs.content.reduce((sum, token) => sum + token.logprob, 0);
  return { label: found, score: Math.min(1, Math.exp(logprob)) };
}

/**
 * `structured_outputs.choice` holds vLLM to one of the labels. It takes the place of `guided_choice`,
 * which vLLM 0.12 removed and since ignores without a word (as other servers may ignore this), so
 * the answer is read strictly all the same: docs.vllm.ai/en/latest/features/structured_outputs
 */
function requestFor(spec: ChatSpec, text: string): object {
  return {
    model: spec.model,
    messages: [
      { role: "system", content: spec.system },
      { role: "user", content: text },
    ],
    temperature: spec.temperature,
    max_tokens: spec.max_tokens,
    logprobs: true,
    structured_outputs: { choice: spec.labels },
  };
}
