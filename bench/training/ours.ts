import { trainLinear } from "../../apps/jobs/linear/train";
import { linear } from "../../apps/inference/models/linear";
import { read } from "../banking77";
import { median } from "../inference/report";

/** What one process that trained once measured. */
export interface TrainingResult {
  readonly seconds: number;
  /** Share of right answers on test.csv. */
  readonly accuracy: number;
  /** The process's peak resident set, reading and testing included. */
  readonly peak_rss_bytes: number;
}

/** The same of ours, with what only we look at. */
export interface OurResult extends TrainingResult {
  /** All files of the artifact. */
  readonly artifact_bytes: number;
  /** Median over passes through test.csv of the time for one text. */
  readonly microseconds_per_text: number;
}

/** Trains on banking77's train.csv and tests on its test.csv: once, in a process of its own. */
export async function trainOnce(): Promise<OurResult> {
  const data = read("train.csv");
  const test = read("test.csv");

  const started = performance.now();
  const { files, spec } = await trainLinear(data, { seed: 7 });
  const seconds = (performance.now() - started) / 1000;
  const sizes = [...files.values()].map((file) => Buffer.byteLength(file));
  const model = linear.load(spec, (name) => Buffer.from(files.get(name) ?? ""));
  const answers = await model.predict(test.texts);
  const right = answers.filter(({ label }, i) => label === test.labels[i]).length;

  const passes: number[] = [];
  for (let pass = 0; pass < 9; pass++) {
    const before = performance.now();
    await model.predict(test.texts);
    passes.push(((performance.now() - before) * 1000) / test.texts.length);
  }
  return {
    seconds,
    accuracy: right / test.texts.length,
    // Of Node.js in KiB, on every system.
    peak_rss_bytes: process.resourceUsage().maxRSS * 1024,
    artifact_bytes: sizes.reduce((sum, size) => sum + size, 0),
    microseconds_per_text: median(passes),
  };
}
