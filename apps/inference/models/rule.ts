import * as z from "zod";
import type { Model, ModelKind, Prediction } from "./kind";

const score = z.number().min(0).max(1);

const ruleSchema = z.strictObject({
  kind: z.literal("rule"),
  /** A text with at least this many words gets `labels.long`. */
  min_words: z.int().min(1),
  labels: z.strictObject({ long: z.string().min(1), short: z.string().min(1) }),
  /** `score = min(max, base + words × per_word)`. */
  score: z.strictObject({ base: score, per_word: z.number().min(0), max: score }),
});

/** model.json of the kind `rule`. */
export type RuleSpec = z.output<typeof ruleSchema>;

/** The support-triage baseline: what is served until a trained model is promoted. */
export const wordCountRule: RuleSpec = {
  kind: "rule",
  min_words: 8,
  labels: { long: "needs-human-review", short: "auto-reply-candidate" },
  score: { base: 0.55, per_word: 0.01, max: 0.95 },
};

/**
 * Decides by the number of words: a baseline that needs no training and that everybody can check
 * by hand. The score says how long the text is, not how sure the rule is.
 */
export const rule: ModelKind<RuleSpec> = {
  name: "rule",
  schema: ruleSchema,
  load(spec): Model {
    const { base, per_word, max } = spec.score;
    // words / 100, as specified: words × 0.01 differs from it in the last digit (35 words: 0.90…01).
    const wordsPerPoint = 1 / per_word;
    const predictOne = (text: string): Prediction => {
      const words = countWords(text);
      return {
        label: words >= spec.min_words ? spec.labels.long : spec.labels.short,
        score: Math.min(max, base + words / wordsPerPoint),
      };
    };
    return {
      labels: [...new Set([spec.labels.long, spec.labels.short])],
      predict: (texts) => texts.map(predictOne),
    };
  },
};

/** Words of the trimmed text, split at white space. */
function countWords(text: string): number {
  const trimmed = text.trim();
  return trimmed === "" ? 0 : trimmed.split(/\s+/).length;
}
