import type { PriceUnit } from "../prices";
import type { Range } from "./range";
import type { CostResource, Resources } from "./resource";

/** What a rule finds that one resource costs. */
export type Finding =
  /** A fixed quantity of what stacks/prices.yaml has a price for. */
  | {
      readonly kind: "fixed";
      /** For a reader, such as `m7i.large, on demand`. */
      readonly what: string;
      /** What may be billed: with more than one, the cheapest counts at minimum, the dearest at maximum. */
      readonly services: readonly string[];
      readonly unit: PriceUnit;
      /** How many at once: nodes, gibibytes, addresses. */
      readonly quantity: Range;
    }
  /** Billed by what is used, which no plan knows. */
  | {
      readonly kind: "usage";
      readonly what: string;
      /** Where its unit price is, if the table has one. */
      readonly service?: string;
      readonly unit?: PriceUnit;
    }
  /** Costs money, and cannot be computed. */
  | { readonly kind: "unpriced"; readonly what: string; readonly reason: string };

/** What one resource costs; an empty list: nothing. */
export type CostRule = (resource: CostResource, resources: Resources) => readonly Finding[];

/** How the reason ends where only a deployment knows what an input says. */
export const NOT_KNOWN = " is not known before a deployment";

/** What an input says in the end, only a deployment knows. */
export function notKnown(what: string, input: string): Finding {
  return { kind: "unpriced", what, reason: `${input}${NOT_KNOWN}` };
}
