/** One line of the report. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  /** Undefined where there is nothing to reach: a peer. */
  readonly target?: string;
  readonly reached?: boolean;
}

/** The middle one; of an even number the upper. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** A Markdown table with a verdict for each target. */
export function table(rows: readonly Row[]): string {
  return [
    "| what | measured | target | verdict |",
    "| --- | --- | --- | --- |",
    ...rows.map(({ what, measured, target, reached }) => {
      const verdict = reached === undefined ? "" : reached ? "reached" : "**missed**";
      return `| ${what} | ${measured} | ${target ?? ""} | ${verdict} |`;
    }),
  ].join("\n");
}
