import type { Model } from "../inference/models/kind";
import type { Examples } from "./dataset";

/** How one label fared. */
export interface LabelReport {
  /** Of the texts answered with this label, the share that have it. 0 when none was answered so. */
  readonly precision: number;
  /** Of the texts that have this label, the share answered with it. */
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
  /** Texts that have this label. */
  readonly support: number;
}

/** What a model does on labelled texts. */
export interface ClassificationReport {
  /** Labelled texts. */
  readonly examples: number;
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** Mean F1 over the labels, each counted alike. */
  readonly macro_f1: number;
  readonly per_class: Readonly<Record<string, LabelReport>>;
  /** `counts[i][j]`: texts of label i answered with label j. */
  readonly confusion: { readonly labels: readonly string[]; readonly counts: readonly number[][] };
}

/** Asks the model for every text and counts. */
export async function classificationReport(
  model: Model,
  data: Examples,
): Promise<ClassificationReport> {
  const answers = await model.predict(data.texts);
  const answered = answers.map((answer) => answer.label);
  const labels = [...new Set([...data.labels, ...answered])].sort();
  const position = new Map(labels.map((label, index) => [label, index]));
  const at = (label: string | undefined) => position.get(label ?? "") ?? 0;
  const counts = labels.map(() => labels.map(() => 0));
  data.labels.forEach((label, row) => {
    const line = counts[at(label)];
    const column = at(answered[row]);
    if (line !== undefined) line[column] = (line[column] ?? 0) + 1;
  });

  const cell = (i: number, j: number) => counts[i]?.[j] ?? 0;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const perClass = labels.map((label, i): [string, LabelReport] => {
    const right = cell(i, i);
    const support = sum(counts[i] ?? []);
    const answeredSo = sum(labels.map((__, j) => cell(j, i)));
    const precision = answeredSo === 0 ? 0 : right / answeredSo;
    const recall = support === 0 ? 0 : right / support;
    const f1 = precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
    return [label, { precision, recall, f1, support }];
  });
  return {
    examples: data.labels.length,
    accuracy: sum(labels.map((_, i) => cell(i, i))) / data.labels.length,
    macro_f1: sum(perClass.map(([, report]) => report.f1)) / labels.length,
    per_class: Object.fromEntries(perClass),
    confusion: { labels, counts },
  };
}
