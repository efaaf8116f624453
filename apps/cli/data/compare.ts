import type { RetentionNumbers, RetentionRow } from "../../../components/config/retention/row";
import { numbersOf } from "./held";

/** Kinds that no resource of a plan is: files of a machine, and what is removed inside a database. */
const OUTSIDE: readonly RetentionRow["kind"][] = ["folder", "runs"];

/**
 * Where the listing and a plan do not say the same, a line each; empty when they agree.
 * @param inVolumes buckets that are no resources: an object store's own, on a volume
 */
export function differences(
  rows: readonly RetentionRow[],
  held: readonly RetentionNumbers[],
  inVolumes: boolean,
): string[] {
  const told = new Map<string, string>();
  const twice: string[] = [];
  for (const one of rows) {
    if (OUTSIDE.includes(one.kind) || (inVolumes && one.kind === "bucket")) continue;
    const key = `${one.kind} ${one.place}`;
    const says = wordsOf(one);
    // Prefixes of one bucket share its rules.
    if ((told.get(key) ?? says) !== says)
      twice.push(`${key}: listed with ${told.get(key) ?? ""} and ${says}`);
    told.set(key, says);
  }
  const found = new Map(held.map((one) => [`${one.kind} ${one.place}`, wordsOf(one)]));
  return [
    ...twice,
    ...[...told].flatMap(([key, says]) => {
      const plan = found.get(key);
      if (plan === says) return [];
      return [
        `${key}: listed as ${says}; the plan ${plan === undefined ? "has none" : `says ${plan}`}`,
      ];
    }),
    ...[...found]
      .filter(([key]) => !told.has(key))
      .map(([key, plan]) => `${key}: in the plan (${plan}), and not listed`),
  ];
}

/** The numbers as a person reads them. */
export function wordsOf(one: RetentionNumbers): string {
  const { keptDays, restorableDays, lockedDays, copied, limit } = numbersOf(one);
  return [
    limit ?? (keptDays === null ? "until deleted" : `${keptDays} days`),
    restorableWords(restorableDays),
    ...(lockedDays === 0 ? [] : [`locked ${lockedDays} days`]),
    ...(copied ? ["copied"] : []),
  ].join(", ");
}

/** In which a deletion can be undone. */
export function restorableWords(days: number | null): string {
  if (days === 0) return "not restorable";
  return days === null ? "restorable for ever" : `restorable ${days} days`;
}
