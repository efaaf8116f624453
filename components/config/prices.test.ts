import { describe, expect, it } from "vitest";
import { loadStacks } from "./load";
import { loadPrices, priceOf } from "./prices";

const prices = loadPrices(process.cwd());

describe("the shipped prices", () => {
  it("are found by service, unit and region", () => {
    expect(priceOf(prices, "ec2/m7i.xlarge", "hour", "us-east-1")?.usd).toBe(0.2016);
    expect(priceOf(prices, "ec2/m7i.xlarge", "month", "us-east-1")).toBeUndefined();
    expect(priceOf(prices, "ec2/m7i.xlarge", "hour", "eu-west-1")).toBeUndefined();
  });

  it("know every machine of the shipped environments, and say when and where they were read", () => {
    for (const environment of Object.values(loadStacks(process.cwd()).environments)) {
      if (environment.kind !== "aws") continue;
      const pools = Object.values(environment.gpu_pools).map((pool) => pool.instance_type);
      for (const type of [...environment.system_pool.instance_types, ...pools]) {
        const price = priceOf(prices, `ec2/${type}`, "hour", environment.region);
        expect(price, type).toMatchObject({ usd: expect.any(Number) as number });
      }
      const database = `rds/${environment.database.instance_class}`;
      expect(priceOf(prices, database, "hour", environment.region), database).toBeDefined();
    }
  });

  it("keep what was not looked up apart from what costs nothing", () => {
    for (const price of prices.prices) {
      expect(price.date === null, price.service).toBe(price.usd === null);
    }
  });
});
