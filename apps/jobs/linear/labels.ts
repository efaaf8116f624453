import { InputError } from "../../../lib/errors";

/** Labelled texts, row for row. */
export interface Examples {
  readonly texts: readonly string[];
  readonly labels: readonly string[];
}

/**
 * Numbers the labels, sorted by UTF-16 code unit: the order must not depend on the rows'.
 * @throws InputError when there is nothing to tell apart, or a label has a single example
 */
export function encodeLabels({ texts, labels }: Examples): {
  labels: readonly string[];
  /** The number of every example's label. */
  targets: Int32Array;
} {
  if (texts.length !== labels.length) {
    throw new InputError(
      `found ${texts.length} texts and ${labels.length} labels; expected a label for each text`,
    );
  }
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  const names = [...counts.keys()].sort();
  const [only] = names;
  if (only === undefined) {
    throw new InputError("found no examples; expected texts of at least two labels");
  }
  if (names.length === 1) {
    throw new InputError(
      `found the label ${JSON.stringify(only)} on all ${labels.length} examples; expected at least two labels`,
      {
        hint: "Add examples of another label, or check that target_column names the right column.",
      },
    );
  }
  const lonely = names.filter((name) => counts.get(name) === 1);
  if (lonely.length > 0) {
    const shown = lonely
      .slice(0, 5)
      .map((name) => JSON.stringify(name))
      .join(", ");
    const more = lonely.length > 5 ? ` and ${lonely.length - 5} more` : "";
    throw new InputError(
      `found a single example of the label${lonely.length === 1 ? "" : "s"} ${shown}${more}; expected at least two of each label`,
      { hint: "Add examples of it, merge it with another label, or leave it out." },
    );
  }
  const numbers = new Map(names.map((name, number) => [name, number]));
  return { labels: names, targets: Int32Array.from(labels, (label) => numbers.get(label)!) };
}
