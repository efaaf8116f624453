import { existsSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { loadPrices, type Prices } from "../../../components/config/prices";

/**
 * Reads the price list while the program starts in its own process, so that it costs no time. A
 * project without one gets an estimate that lists everything as unpriced.
 * @returns rejects with InputError naming every problem; whoever waits for it learns so
 */
export function pricesMeanwhile(root: string): Promise<Prices> {
  const prices = setImmediate().then(() =>
    existsSync(join(root, "stacks/prices.yaml"))
      ? loadPrices(root)
      : { hours_per_month: 730, prices: [] },
  );
  // Told once the program has ended; until then nobody waits.
  prices.catch(() => undefined);
  return prices;
}
