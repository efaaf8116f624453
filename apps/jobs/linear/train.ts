import { setImmediate as nextTurn } from "node:timers/promises";
import type { LinearSpec } from "../../inference/models/linear";
import { FEATURIZER } from "../../inference/models/linear/featurize";
import { encodeWeights } from "../../inference/models/linear/weights";
import { InputError } from "../../../lib/errors";
import { calibrate, chooseParts, type HeldMargins, type HoldOut } from "./calibrate";
import { encodeLabels, type Examples } from "./labels";
import { trainLabel } from "./one-label";
import { chooseFeatures, squaredNorms, vectorizeAll } from "./problem";
import { quantise } from "./quantise";
import { Random } from "./random";
import type { SolverSettings } from "./solver";

/**
 * Chosen by five-fold cross-validation inside banking77's train.csv (77 labels) and inside the 400
 * two-label support messages, never on a test file. Accuracy there, in that order (a difference of
 * 0.003 is noise):
 *
 *     words ×2,   C 1     0.905  0.952   ← chosen: the cheapest of the best on both
 *     words ×2,   C 2     0.906  0.954
 *     words ×1.5, C 1     0.906  0.948
 *     words ×1.5, C 2     0.908  0.947
 *     words ×1,   C 1     0.904  0.942
 *     words ×2,   C 1, without the n-grams of a single text     0.903  0.944
 *
 * character 2- to 5-grams gave no more than 3- and 4-grams, at 1.7 times the n-grams; a tolerance
 * of 0.01 gave no more than 0.1.
 */
const WORD_WEIGHT = 2;
const SOLVER: SolverSettings = { c: 1, tolerance: 0.1, maxRounds: 300 };

/** weights.bin never gets larger than about this: rare features go first. */
const MAX_BYTES = 19_000_000;
/** Fewer features than this are kept whatever the size: with them a model still works. */
const MIN_FEATURES = 1000;

/** What a training may be told. */
export interface TrainOptions {
  /** The same data, seed and Node.js version give the same bytes. */
  readonly seed: number;
  /** Called at every step of a phase: `features` (texts), then `labels`. */
  readonly onProgress?: (progress: { phase: string; done: number; total: number }) => void;
  /** Ends the training between two labels, with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** A trained classifier, and how the training went. */
export interface TrainedLinear {
  /** `model.json` and `weights.bin`, for the model kind `linear`. */
  readonly files: Map<string, Uint8Array | string>;
  /** What the model can answer, sorted by UTF-16 code unit. */
  readonly labels: readonly string[];
  readonly spec: LinearSpec;
  readonly stats: {
    readonly examples: number;
    readonly features: number;
    /** Examples held out once, which temperature, accuracy and log loss below were measured on. */
    readonly held_out: number;
    /** Of models that were trained on a tenth less than the final one. */
    readonly held_out_accuracy: number;
    /** Mean negative logarithm of the score of the right label. */
    readonly held_out_log_loss: number;
    readonly temperature: number;
    /** Wall time. */
    readonly seconds: number;
  };
}

/**
 * Trains the model kind `linear`: TF-IDF of n-grams, one linear support vector machine per label
 * against all others, int8 weights, and a temperature that makes the scores probabilities.
 *
 * Single-threaded: it is as fast as scikit-learn's LinearSVC as it is (docs/benchmarks.md), so
 * threads would add more code than they save time. Gives way to other work between labels.
 *
 * int8 weights, one scale per label, changed one answer in a thousand in the cross-validations, and
 * accuracy by less than 0.001.
 *
 * @throws InputError when the data cannot train a classifier: one label only, a label with one
 *   example, texts of white space alone
 */
export async function trainLinear(data: Examples, options: TrainOptions): Promise<TrainedLinear> {
  const started = performance.now();
  const { seed, onProgress, signal } = options;
  const { labels, texts, targets } = shuffled(data, seed);
  const cols = labels.length;

  signal?.throwIfAborted();
  const maxFeatures = Math.max(MIN_FEATURES, Math.floor((MAX_BYTES - cols * 8) / (cols + 8)));
  const features = chooseFeatures(texts, { maxFeatures, wordWeight: WORD_WEIGHT });
  const count = features.hashes.length;
  if (count === 0) {
    throw new InputError("found nothing but white space in all texts; expected words in them");
  }
  const rows = vectorizeAll(texts, features);
  const norms = squaredNorms(rows);
  onProgress?.({ phase: "features", done: texts.length, total: texts.length });

  const holdOut = chooseParts(targets, cols);
  const held = heldExamples(holdOut, targets, cols);
  const scales = new Float32Array(cols);
  const biases = new Float32Array(cols);
  const steps = new Int8Array(count * cols);
  for (let label = 0; label < cols; label++) {
    await nextTurn();
    signal?.throwIfAborted();
    const signs = Int8Array.from(targets, (target) => (target === label ? 1 : -1));
    const problem = { rows, squaredNorms: norms, targets: signs };
    const random = new Random(seed, label);
    const { weights, heldMargins } = trainLabel(problem, count, holdOut, SOLVER, random);
    held.examples.forEach((example, i) => {
      held.margins[i * cols + label] = heldMargins[example]!;
    });
    biases[label] = weights[count]!;
    scales[label] = quantise(weights.subarray(0, count), steps, label, cols);
    onProgress?.({ phase: "labels", done: label + 1, total: cols });
  }

  const { temperature, accuracy, logLoss } = calibrate(held);
  const spec: LinearSpec = {
    kind: "linear",
    labels: [...labels],
    featurizer: FEATURIZER,
    weights: { file: "weights.bin", dtype: "int8", rows: count, cols },
    temperature,
  };
  const bytes = encodeWeights({ rows: count, cols, ...features, scales, biases, steps });
  return {
    files: new Map<string, Uint8Array | string>([
      ["model.json", `${JSON.stringify(spec, undefined, 2)}\n`],
      [spec.weights.file, bytes],
    ]),
    labels,
    spec,
    stats: {
      examples: texts.length,
      features: count,
      held_out: held.examples.length,
      held_out_accuracy: accuracy,
      held_out_log_loss: logLoss,
      temperature,
      seconds: (performance.now() - started) / 1000,
    },
  };
}

/** Files are often sorted by label; the solver and the choice of parts want no such pattern. */
function shuffled(data: Examples, seed: number) {
  const { labels, targets } = encodeLabels(data);
  const order = new Random(seed).shuffle(Int32Array.from(targets, (_, index) => index));
  return {
    labels,
    texts: Array.from(order, (index) => data.texts[index]!),
    targets: order.map((index) => targets[index]!),
  };
}

function heldExamples({ partOf }: HoldOut, targets: Int32Array, cols: number) {
  const examples = targets.map((_, index) => index).filter((index) => partOf[index] !== -1);
  return {
    examples,
    margins: new Float64Array(examples.length * cols),
    targets: examples.map((example) => targets[example]!),
    cols,
  } satisfies HeldMargins & { examples: Int32Array };
}
