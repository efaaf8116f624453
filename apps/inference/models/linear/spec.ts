import * as z from "zod";
import { artifactFileName } from "../../artifact/manifest";
import { FEATURIZER } from "./featurize";
import { MAX_FEATURES } from "./scorer";

/** model.json of the kind `linear`. */
export const linearSchema = z
  .strictObject({
    kind: z.literal("linear"),
    /** What the model can answer, in the order of the weights' columns. */
    labels: z.array(z.string()).min(2),
    /** How texts become features: another featurizer's weights would mean nothing. */
    featurizer: z.literal(FEATURIZER),
    weights: z.strictObject({
      file: artifactFileName,
      dtype: z.literal("int8"),
      /** Features. */
      rows: z.int().min(1).max(MAX_FEATURES),
      /** Labels. */
      cols: z.int().min(2),
    }),
    /** The score is softmax(margins / temperature). */
    temperature: z.number().min(1e-6).max(1e6),
  })
  .superRefine((spec, context) => {
    const { labels, weights } = spec;
    if (weights.cols !== labels.length) {
      context.addIssue({
        code: "custom",
        path: ["weights", "cols"],
        message: `expected ${labels.length}, one for each label`,
      });
    }
    if (new Set(labels).size !== labels.length) {
      const twice = labels.find((label, index) => labels.indexOf(label) !== index);
      context.addIssue({
        code: "custom",
        path: ["labels"],
        message: `expected every label once, but ${JSON.stringify(twice)} is there again`,
      });
    }
  });

/** model.json of the kind `linear`, as read. */
export type LinearSpec = z.output<typeof linearSchema>;
