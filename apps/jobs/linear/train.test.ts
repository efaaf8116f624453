import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { linear } from "../../inference/models/linear";
import type { Model, Prediction } from "../../inference/models/kind";
import { decodeWeights } from "../../inference/models/linear/weights";
import { InputError } from "../../../lib/errors";
import { chooseParts } from "./calibrate";
import type { Examples } from "./labels";
import { type TrainedLinear, trainLinear } from "./train";

function modelOf({ files }: TrainedLinear): Model {
  const spec = linear.schema.parse(JSON.parse(String(files.get("model.json"))));
  return linear.load(spec, (name) => files.get(name) as Uint8Array);
}

function accuracyOf(trained: TrainedLinear, { texts, labels }: Examples): number {
  const answers = modelOf(trained).predict(texts) as readonly Prediction[];
  return answers.filter((answer, i) => answer.label === labels[i]).length / texts.length;
}

const SUBJECTS = ["card", "loan", "transfer", "account"];
const TAILS = ["please", "now", "it is urgent", "since Monday", "again", "why?"];

/** Texts that one word decides. */
function toy(subjects: readonly string[], each: number): Examples {
  const rows = subjects.flatMap((subject, s) =>
    Array.from({ length: each }, (_, i) => ({
      text: `My ${subject} number ${i} ${TAILS[(i + s) % TAILS.length] ?? ""}`,
      label: `label of ${subject}`,
    })),
  );
  return { texts: rows.map((row) => row.text), labels: rows.map((row) => row.label) };
}

describe("trainLinear", () => {
  it.each([2, 3, 4])("separates %i labels that one word decides", async (count) => {
    const subjects = SUBJECTS.slice(0, count);
    const trained = await trainLinear(toy(subjects, 12), { seed: 1 });
    const unseen = {
      texts: subjects.map((subject) => `Where is the ${subject}`),
      labels: subjects.map((subject) => `label of ${subject}`),
    };
    expect(accuracyOf(trained, toy(subjects, 12))).toBe(1);
    expect(accuracyOf(trained, unseen)).toBe(1);
    expect(trained.stats.held_out_accuracy).toBe(1);
    expect(trained.stats.held_out).toBe(12 * count);
  });

  it("gives the same bytes for the same data and seed", async () => {
    const data = toy(SUBJECTS, 30);
    const first = await trainLinear(data, { seed: 5 });
    // Two at once take turns: neither may disturb the other.
    const again = await Promise.all([
      trainLinear(data, { seed: 5 }),
      trainLinear(data, { seed: 5 }),
    ]);
    const other = await trainLinear(data, { seed: 6 });
    for (const { files } of again) expect(files).toEqual(first.files);
    expect(other.files).not.toEqual(first.files);
    expect(other.spec.labels).toEqual(first.spec.labels);
  });

  it("trains on the smallest data, and on labels and texts of any characters", async () => {
    const data = {
      texts: ["\ud800 yes", "yes 💥", "", "no \u0000"],
      labels: ["__proto__", "__proto__", "", ""],
    };
    const trained = await trainLinear(data, { seed: 0 });
    expect(trained.labels).toEqual(["", "__proto__"]);
    expect(accuracyOf(trained, { texts: ["yes", "no"], labels: ["__proto__", ""] })).toBe(1);
  });

  it("gives scores that say how many answers are right", async () => {
    // A fifth of the labels is wrong: nobody can be more than four fifths sure.
    const data = toy(["card", "loan"], 300);
    const labels = data.labels.map((label, i) =>
      i % 5 === 0 ? `label of ${label.endsWith("card") ? "loan" : "card"}` : label,
    );
    const trained = await trainLinear({ texts: data.texts, labels }, { seed: 2 });
    const answers = modelOf(trained).predict(["a card", "a loan"]) as readonly Prediction[];
    expect(answers.map((answer) => answer.label)).toEqual(["label of card", "label of loan"]);
    for (const { score } of answers) {
      expect(score).toBeGreaterThan(0.6);
      expect(score).toBeLessThan(0.9);
    }
  });

  it("tells its progress", async () => {
    const told: string[] = [];
    await trainLinear(toy(["card", "loan"], 4), {
      seed: 1,
      onProgress: ({ phase, done, total }) => told.push(`${phase} ${done}/${total}`),
    });
    expect(told).toEqual(["features 8/8", "labels 1/2", "labels 2/2"]);
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    const training = trainLinear(toy(SUBJECTS, 4), {
      seed: 1,
      signal: stop.signal,
      onProgress: ({ phase }) => {
        if (phase === "labels") stop.abort(new Error("enough"));
      },
    });
    await expect(training).rejects.toThrow("enough");
  });

  it.each([
    ["no examples", [], [], "found no examples"],
    ["one label", ["a", "b"], ["x", "x"], 'found the label "x" on all 2 examples'],
    ["a lonely label", ["a", "b", "c"], ["x", "x", "y"], 'a single example of the label "y"'],
    ["more texts than labels", ["a", "b"], ["x"], "found 2 texts and 1 labels"],
    ["nothing to read", [" ", "", "\n", " "], ["x", "x", "y", "y"], "nothing but white space"],
  ])("refuses %s", async (_, texts, labels, message) => {
    const failure = await trainLinear({ texts, labels }, { seed: 1 }).catch((e: unknown) => e);
    expect(failure).toBeInstanceOf(InputError);
    expect((failure as InputError).message).toContain(message);
  });
});

describe("chooseParts", () => {
  it("leaves every label examples to train on, and measures each example once at most", () => {
    const targets = Int32Array.from({ length: 203 }, (_, i) => (i < 6 ? i >> 1 : 3 + (i % 4)));
    const { partOf, parts } = chooseParts(targets, 7);
    expect(parts).toBe(10);
    for (let part = 0; part < parts; part++) {
      const trained = new Set(targets.filter((_, i) => partOf[i] !== part));
      expect(trained.size).toBe(7);
      const size = partOf.filter((each) => each === part).length;
      expect(size).toBeGreaterThanOrEqual(20);
      expect(size).toBeLessThanOrEqual(21);
    }
  });

  it("measures about a thousand of many", () => {
    const targets = Int32Array.from({ length: 100_000 }, (_, i) => i % 3);
    const { partOf } = chooseParts(targets, 3);
    expect(partOf.filter((part) => part !== -1).length).toBe(2000);
  });
});

const DATA = process.env.TOWPATH_BANKING77 ?? join(__dirname, "../../../../shared/data/banking77");

function banking77(file: string): Examples {
  const rows = parse<{ text: string; category: string }>(readFileSync(join(DATA, file)), {
    columns: true,
  });
  return {
    texts: rows.map((row) => row.text),
    labels: rows.map((row) => row.category),
  };
}

describe("banking77", () => {
  it("answers 77 labels better than scikit-learn's LinearSVC", async (test) => {
    if (!existsSync(join(DATA, "train.csv"))) {
      const reason = `no ${DATA} (PolyAI banking77, CC BY 4.0; see docs/benchmarks.md)`;
      console.log(`skipped: ${reason}`);
      test.skip(reason);
    }
    const trained = await trainLinear(banking77("train.csv"), { seed: 7 });
    const bytes = trained.files.get("weights.bin") as Uint8Array;
    // LinearSVC(C=1) on character 2- to 5-grams: 0.9062 (bench/training).
    expect(accuracyOf(trained, banking77("test.csv"))).toBeGreaterThanOrEqual(0.905);
    expect(bytes.length).toBeLessThanOrEqual(20e6);
    expect(trained.labels).toHaveLength(77);
    const { features } = trained.stats;
    expect(decodeWeights(bytes, { rows: features, cols: 77 }, "weights.bin").rows).toBe(features);
  });
});
