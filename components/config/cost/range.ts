/** A quantity at minimum size and at maximum size; US dollars where it is money. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export const ZERO: Range = { min: 0, max: 0 };

/** The same at every size. */
export function always(value: number): Range {
  return { min: value, max: value };
}

/** Both ends multiplied. */
export function times(range: Range, factor: number): Range {
  return { min: range.min * factor, max: range.max * factor };
}

/** Rounded to whole cents. */
export function inCents({ min, max }: Range): Range {
  return { min: Math.round(min * 100) / 100, max: Math.round(max * 100) / 100 };
}

/**
 * The sum of amounts in whole cents, exact: it adds cents, not dollars, so that the order of what is
 * added never shows.
 */
export function sum(ranges: readonly Range[]): Range {
  const cents = { min: 0, max: 0 };
  for (const { min, max } of ranges) {
    cents.min += Math.round(min * 100);
    cents.max += Math.round(max * 100);
  }
  return { min: cents.min / 100, max: cents.max / 100 };
}

/** How much more `after` is than `before`. */
export function change(before: Range, after: Range): Range {
  return sum([after, times(before, -1)]);
}
