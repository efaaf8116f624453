import { priceOf, type Prices } from "../prices";
import {
  type ComponentEstimate,
  ESTIMATE_NOTE,
  type Estimate,
  type EstimateItem,
  type Unpriced,
  type UsageBased,
} from "./estimate-types";
import type { Finding } from "./finding";
import { inCents, sum } from "./range";
import { type CostResource, Resources } from "./resource";
import { costRule, isFree } from "./rules";

const OUTSIDE = "(outside components)";

interface Counted {
  readonly component: string;
  readonly urn: string | undefined;
  readonly region: string;
  readonly dates: readonly string[];
  readonly item: EstimateItem;
}

/**
 * What a month of these resources costs, by part of the platform. Whatever has no price, or cannot be
 * computed before a deployment, is listed instead of counted as nothing.
 * @param defaultRegion region of resources whose provider names none
 */
export function estimate(
  planned: readonly CostResource[],
  prices: Prices,
  defaultRegion?: string,
): Estimate {
  const resources = new Resources(planned, defaultRegion);
  const counted: Counted[] = [];
  const unpriced: Unpriced[] = [];
  const usage = new Map<string, UsageBased>();
  const onAws = planned.some(({ type }) => type.startsWith("aws:"));

  for (const resource of resources.all) {
    const part = resources.partOf(resource);
    const component = part?.name ?? OUTSIDE;
    const { urn, name } = resource;
    const leave = (what: string, reason: string) => {
      unpriced.push({ component, urn, name, what, reason });
    };
    const rule = costRule(resource);
    if (rule === undefined) {
      if (!isFree(resource.type)) leave(resource.type, "no rule says what it costs");
      continue;
    }
    // What Kubernetes asks for costs what its cloud makes of it; elsewhere it is somebody's own.
    if (resource.type.startsWith("kubernetes:") && !onAws) continue;
    const region = resources.regionOf(resource);
    for (const finding of rule(resource, resources)) {
      if (finding.kind === "unpriced") leave(finding.what, finding.reason);
      else if (finding.kind === "usage") note(usage, component, finding, prices, region);
      else if (region === undefined) leave(finding.what, "its region is not known");
      else {
        const priced = price(finding, prices, region);
        if (typeof priced === "string") leave(finding.what, priced);
        else {
          const item = { urn, name, what: finding.what, ...priced.item };
          counted.push({ component, urn: part?.urn, region, dates: priced.dates, item });
        }
      }
    }
  }
  const dates = [...new Set(counted.flatMap((one) => one.dates))].sort();
  const [from, to] = [dates[0], dates.at(-1)];
  return {
    currency: "USD",
    regions: [...new Set(counted.map(({ region }) => region))].sort(),
    perMonth: sum(counted.map(({ item }) => item.perMonth)),
    components: byComponent(counted),
    unpriced,
    usageBased: [...usage.values()].sort(
      (a, b) => compare(a.component, b.component) || compare(a.what, b.what),
    ),
    asOf: from === undefined || to === undefined ? null : { from, to },
    note: ESTIMATE_NOTE,
  };
}

type Fixed = Extract<Finding, { kind: "fixed" }>;

/** An item's prices, or why it has none. */
function price(
  { services, unit, quantity }: Fixed,
  prices: Prices,
  region: string,
): { item: Omit<EstimateItem, "urn" | "name" | "what">; dates: readonly string[] } | string {
  const found = services.map((service) => priceOf(prices, service, unit, region));
  const usd: number[] = [];
  const dates: string[] = [];
  for (const [index, one] of found.entries()) {
    if (one?.usd === undefined || one.usd === null) {
      const missing = `no price of ${services[index] ?? ""} (${unit}, ${region}) in stacks/prices.yaml`;
      return one === undefined ? missing : `${missing}; look it up: ${one.source}`;
    }
    usd.push(one.usd);
    if (one.date !== null) dates.push(one.date);
  }
  const unitPrice = { min: Math.min(...usd), max: Math.max(...usd) };
  const factor = unit === "hour" ? prices.hours_per_month : 1;
  const perMonth = inCents({
    min: quantity.min * unitPrice.min * factor,
    max: quantity.max * unitPrice.max * factor,
  });
  return { item: { unit, quantity, unitPrice, perMonth }, dates };
}

/** Counts one more resource that is billed by use. */
function note(
  usage: Map<string, UsageBased>,
  component: string,
  { what, service, unit }: Extract<Finding, { kind: "usage" }>,
  prices: Prices,
  region: string | undefined,
): void {
  const key = `${component}\n${what}`;
  const listed =
    service === undefined || unit === undefined || region === undefined
      ? undefined
      : priceOf(prices, service, unit, region);
  usage.set(key, {
    component,
    what,
    resources: (usage.get(key)?.resources ?? 0) + 1,
    unitPrice: usage.get(key)?.unitPrice ?? listed?.usd ?? null,
    ...(unit === undefined ? {} : { unit }),
  });
}

function byComponent(counted: readonly Counted[]): readonly ComponentEstimate[] {
  const groups = new Map<string, Counted[]>();
  for (const one of counted) {
    const key = one.urn ?? OUTSIDE;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()]
    .map((members): ComponentEstimate => {
      const { component = OUTSIDE, urn } = members[0] ?? {};
      const items = members
        .map(({ item }) => item)
        .sort(
          (a, b) =>
            b.perMonth.max - a.perMonth.max || compare(a.urn, b.urn) || compare(a.what, b.what),
        );
      const perMonth = sum(items.map((item) => item.perMonth));
      return { component, ...(urn === undefined ? {} : { urn }), perMonth, items };
    })
    .sort((a, b) => b.perMonth.max - a.perMonth.max || compare(a.urn ?? "", b.urn ?? ""));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
