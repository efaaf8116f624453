import type { PriceUnit } from "../prices";
import type { Range } from "./range";

/** One resource's cost of one kind. */
export interface EstimateItem {
  readonly urn: string;
  readonly name: string;
  /** For a reader, such as `NAT gateway`. */
  readonly what: string;
  readonly unit: PriceUnit;
  /** How many units at once: nodes, gibibytes, addresses. An hour is counted for the whole month. */
  readonly quantity: Range;
  /** US dollars a unit: the cheapest and the dearest that it may be billed as. */
  readonly unitPrice: Range;
  /** US dollars a month, in whole cents. */
  readonly perMonth: Range;
}

/** A part of the platform, such as the network. */
export interface ComponentEstimate {
  /** The component's logical name; `(outside components)` for the rest. */
  readonly component: string;
  readonly urn?: string;
  readonly perMonth: Range;
  /** Dearest first. */
  readonly items: readonly EstimateItem[];
}

/** What costs money and is not in the total. */
export interface Unpriced {
  readonly component: string;
  readonly urn: string;
  readonly name: string;
  readonly what: string;
  /** Why, and where to look. */
  readonly reason: string;
}

/** What is billed by use, and is not in the total. */
export interface UsageBased {
  readonly component: string;
  readonly what: string;
  /** How many resources are billed so. */
  readonly resources: number;
  /** US dollars a unit; null where the table has none. */
  readonly unitPrice: number | null;
  readonly unit?: PriceUnit;
}

/** What a month costs at list prices: an estimate, never a bill. */
export interface Estimate {
  readonly currency: "USD";
  /** Where the priced resources lie; usually one region. */
  readonly regions: readonly string[];
  readonly perMonth: Range;
  /** Dearest at maximum first. */
  readonly components: readonly ComponentEstimate[];
  readonly unpriced: readonly Unpriced[];
  readonly usageBased: readonly UsageBased[];
  /** The oldest and the newest date of the prices used; null where none was. */
  readonly asOf: { readonly from: string; readonly to: string } | null;
  readonly note: string;
}

/** Said with every estimate. */
export const ESTIMATE_NOTE =
  "List prices on demand, without tax, discounts, support, traffic and requests: an estimate, not a bill. " +
  "Minimum and maximum are every node group at its smallest and its largest size. Spot capacity is not priced.";
