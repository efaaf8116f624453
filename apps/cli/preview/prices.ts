import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { loadPrices, type Prices, pricesSchema } from "../../../components/config/prices";
import { sha256 } from "../../../lib/digest";
import { cacheFolder } from "./compile";

const FILE = "stacks/prices.yaml";

/**
 * Reads the price list while the program starts in its own process, so that nobody waits for it. A
 * project without one gets an estimate that lists everything as unpriced.
 * @returns rejects with InputError naming every problem; whoever waits for it learns so
 */
export function pricesMeanwhile(root: string): Promise<Prices> {
  const prices = setImmediate().then(() =>
    existsSync(join(root, FILE)) ? kept(root) : { hours_per_month: 730, prices: [] },
  );
  // Told once the program has ended; until then nobody waits.
  prices.catch(() => undefined);
  return prices;
}

/**
 * The list as JSON from the last time that this very text was read: YAML with a place for each value
 * takes 30 ms to read, the JSON 1 ms. What passed every check once is only checked for its schema.
 */
function kept(root: string): Prices {
  const file = join(cacheFolder(root), "prices.json");
  const digest = sha256(readFileSync(join(root, FILE)));
  try {
    const known = JSON.parse(readFileSync(file, "utf8")) as { digest: string; list: unknown };
    const list = known.digest === digest ? pricesSchema.safeParse(known.list) : undefined;
    if (list?.success === true) return list.data;
  } catch {
    // Not there yet, or not whole: read the list itself.
  }
  const list = loadPrices(root);
  mkdirSync(dirname(file), { recursive: true });
  const work = `${file}.${process.pid}`;
  writeFileSync(work, JSON.stringify({ digest, list }));
  renameSync(work, file);
  return list;
}
