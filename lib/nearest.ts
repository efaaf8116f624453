import { closest, distance } from "fastest-levenshtein";

/** The known name closest to what was written, if it is close enough to be a slip of the hand. */
export function nearest(found: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const best = closest(found, known);
  // Up to a third of the letters wrong, at least two: "ownr" → "owner", not "port" → "name".
  return distance(found, best) <= Math.max(2, Math.floor(best.length / 3)) ? best : undefined;
}

/** ` (did you mean "x"?)`, or nothing where no known name is close. */
export function didYouMean(found: string, known: readonly string[]): string {
  const name = nearest(found, known);
  return name === undefined ? "" : ` (did you mean "${name}"?)`;
}
