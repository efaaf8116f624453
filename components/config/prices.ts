import * as z from "zod";
import { awsRegion, factSource } from "./names";
import { readStacksFile } from "./read";

/** What a price is for one of. */
export const PRICE_UNITS = ["hour", "month", "gb-month", "gb"] as const;

export type PriceUnit = (typeof PRICE_UNITS)[number];

/** One list price, on demand, before tax and discounts. */
export const priceSchema = z
  .strictObject({
    service: z
      .string()
      .regex(
        /^[a-z0-9-]+(\/[a-z0-9.-]+)?$/,
        "expected a service and what of it, such as ec2/m7i.xlarge",
      )
      .describe("Service and what of it, such as ec2/m7i.xlarge."),
    unit: z.enum(PRICE_UNITS),
    usd: z
      .number()
      .nonnegative()
      .nullable()
      .describe("US dollars a unit; null: not yet looked up."),
    region: awsRegion,
    source: factSource.describe("Where it was read; for null: the page or command that tells it."),
    date: z
      .string()
      .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, "expected a day, month or year, such as 2026-07-20")
      .nullable()
      .describe("Day, month or year that the source gives for it; null while usd is null."),
  })
  .refine((price) => price.usd === null || price.date !== null, {
    path: ["date"],
    message: "expected a date such as 2026-07-20: a price without one cannot be judged",
  });

/** `stacks/prices.yaml`: what the cost estimate multiplies with. */
export const pricesSchema = z.strictObject({
  hours_per_month: z.number().positive().describe("Hours that an estimate counts as a month."),
  prices: z.array(priceSchema),
});

export type Price = z.output<typeof priceSchema>;
export type Prices = z.output<typeof pricesSchema>;

/**
 * Reads stacks/prices.yaml.
 * @throws InputError naming every problem with file:line:column
 */
export function loadPrices(root: string): Prices {
  return readStacksFile(root, "stacks/prices.yaml", pricesSchema).value;
}

/** The price of a unit of a service in a region; undefined when the table lacks it. */
export function priceOf(
  prices: Prices,
  service: string,
  unit: PriceUnit,
  region: string,
): Price | undefined {
  return prices.prices.find(
    (price) => price.service === service && price.unit === unit && price.region === region,
  );
}
