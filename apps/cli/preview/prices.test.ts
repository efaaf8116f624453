import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pricesMeanwhile } from "./prices";

let root: string;
const cache = () => join(root, ".towpath/cache/preview/prices.json");
const list = (usd: number | string) =>
  `hours_per_month: 730\nprices:\n  - { service: kms/key, unit: month, usd: ${usd}, region: us-east-1, source: a page to cite, date: "2026" }\n`;
const write = (text: string) => {
  writeFileSync(join(root, "stacks/prices.yaml"), text);
};
const usd = async () => (await pricesMeanwhile(root)).prices[0]?.usd;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "towpath-prices-"));
  mkdirSync(join(root, "stacks"));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe("the price list of a preview", () => {
  it("is kept until its text changes", async () => {
    write(list(1));
    expect(await usd()).toBe(1);
    writeFileSync(cache(), readFileSync(cache(), "utf8").replace('"usd":1', '"usd":7'));
    expect(await usd(), "from what was kept").toBe(7);
    write(list(2));
    expect(await usd()).toBe(2);
  });

  it.each(["{ not whole", '{"digest":"another","list":{}}'])(
    "is read again over %s",
    async (text) => {
      write(list(3));
      expect(await usd()).toBe(3);
      writeFileSync(cache(), text);
      expect(await usd()).toBe(3);
    },
  );

  it("is read again where what was kept does not fit its schema", async () => {
    write(list(3));
    expect(await usd()).toBe(3);
    writeFileSync(cache(), readFileSync(cache(), "utf8").replace('"usd":3', '"usd":"three"'));
    expect(await usd()).toBe(3);
  });

  it("may be absent, and with a mistake is refused each time", async () => {
    expect(await pricesMeanwhile(root)).toEqual({ hours_per_month: 730, prices: [] });
    write(list("cheap"));
    for (const time of ["first", "second"]) {
      await expect(pricesMeanwhile(root), time).rejects.toThrow("stacks/prices.yaml:3:");
    }
  });
});
