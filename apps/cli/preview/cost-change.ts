import type { Estimate } from "../../../components/config/cost/estimate-types";
import { change, type Range, ZERO } from "../../../components/config/cost/range";

/** What a change does to one amount, in US dollars a month. */
export interface AmountChange {
  readonly before: Range;
  readonly after: Range;
  /** After less before. */
  readonly change: Range;
}

/** What a change does to the estimate, both sides at the same prices. */
export interface CostChange extends AmountChange {
  /** Components whose cost differs, the greatest difference first. */
  readonly components: readonly (AmountChange & { readonly component: string })[];
  /** What has no price and had one, or was not there. */
  readonly newlyUnpriced: readonly string[];
}

/** Compares two estimates component by component. */
export function costChange(before: Estimate, after: Estimate): CostChange {
  const names = new Set([...before.components, ...after.components].map((one) => one.component));
  const components = [...names]
    .map((component) => ({
      component,
      ...amountChange(amountOf(before, component), amountOf(after, component)),
    }))
    .filter((one) => one.change.min !== 0 || one.change.max !== 0)
    .sort((a, b) => size(b) - size(a) || (a.component < b.component ? -1 : 1));
  const known = new Set(before.unpriced.map(key));
  return {
    ...amountChange(before.perMonth, after.perMonth),
    components,
    newlyUnpriced: after.unpriced
      .filter((one) => !known.has(key(one)))
      .map(({ name, what }) => `${name}: ${what}`),
  };
}

function amountChange(before: Range, after: Range): AmountChange {
  return { before, after, change: change(before, after) };
}

function amountOf(estimate: Estimate, component: string): Range {
  return estimate.components.find((one) => one.component === component)?.perMonth ?? ZERO;
}

function key({ urn, what }: { urn: string; what: string }): string {
  return `${urn}\n${what}`;
}

function size({ change: { min, max } }: AmountChange): number {
  return Math.max(Math.abs(min), Math.abs(max));
}
