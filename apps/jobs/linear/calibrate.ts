/** Which examples are held out together; −1: in no part that is measured. */
export interface HoldOut {
  /** The measured part of every example: 0 to `parts` − 1, or −1. */
  readonly partOf: Int32Array;
  readonly parts: number;
}

/** A part is a tenth of the examples, but no more than this: more would not fit better. */
const MAX_PART = 2000;
/** Parts are measured until they have this many examples together, or all of them. */
const ENOUGH = 1000;

/**
 * Chooses the parts to hold out. Every label's examples are dealt to the parts in turn, and as no
 * label has fewer than two, each label stays in training whichever part is out.
 *
 * @param targets the label of every example, as a number from 0; in an order without pattern
 */
export function chooseParts(targets: Int32Array, labels: number): HoldOut {
  const all = Math.max(10, Math.ceil(targets.length / MAX_PART));
  const measured = Math.min(all, Math.ceil((ENOUGH * all) / targets.length));
  // One label's turns start where the last one's end, so that the parts are of one size.
  const starts = new Int32Array(labels + 1);
  for (const target of targets) starts[target + 1]!++;
  for (let label = 0; label < labels; label++) starts[label + 1]! += starts[label]!;
  const partOf = targets.map((target) => {
    const part = starts[target]!++ % all;
    return part < measured ? part : -1;
  });
  return { partOf, parts: measured };
}

/** Margins of examples that the model which gave them had not seen. */
export interface HeldMargins {
  /** Margin of example i for label c at `i * cols + c`. */
  readonly margins: Float64Array;
  /** The right label of every example. */
  readonly targets: Int32Array;
  readonly cols: number;
}

/** How well calibrated scores are on held-out examples. */
export interface Calibration {
  /** Divides the margins before softmax; in (0.01, 100). */
  readonly temperature: number;
  /** Share of right answers among the held-out examples. */
  readonly accuracy: number;
  /** Mean negative log likelihood of the right label, at that temperature. */
  readonly logLoss: number;
}

/**
 * Fits the temperature that makes softmax(margins / temperature) the likeliest for the held-out
 * examples' right labels (Guo et al. 2017, "On Calibration of Modern Neural Networks").
 *
 * The loss is convex in 1 / temperature, so it has one valley in the logarithm too, and golden
 * section finds it. Bounded, because examples that are all answered right would drive it to 0.
 */
export function calibrate(held: HeldMargins): Calibration {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let low = Math.log(0.01);
  let high = Math.log(100);
  // To 0.618^20 of the interval, 0.06 % of the temperature: less than the examples can tell.
  for (let i = 0; i < 20; i++) {
    const span = (high - low) * ratio;
    if (logLoss(held, Math.exp(high - span)) < logLoss(held, Math.exp(low + span))) {
      high = low + span;
    } else {
      low = high - span;
    }
  }
  const temperature = Math.exp((low + high) / 2);
  return { temperature, accuracy: accuracy(held), logLoss: logLoss(held, temperature) };
}

function logLoss({ margins, targets, cols }: HeldMargins, temperature: number): number {
  let total = 0;
  for (let i = 0; i < targets.length; i++) {
    const at = i * cols;
    const right = margins[at + targets[i]!]!;
    let sum = 0;
    // Relative to the right label: no exponent is too small to divide by. 700: e^709 is Infinity.
    for (let c = 0; c < cols; c++) {
      sum += Math.exp(Math.min(700, (margins[at + c]! - right) / temperature));
    }
    total += Math.log(sum);
  }
  return total / targets.length;
}

function accuracy({ margins, targets, cols }: HeldMargins): number {
  let right = 0;
  for (let i = 0; i < targets.length; i++) {
    let best = 0;
    for (let c = 1; c < cols; c++) {
      if (margins[i * cols + c]! > margins[i * cols + best]!) best = c;
    }
    if (best === targets[i]) right++;
  }
  return right / targets.length;
}
