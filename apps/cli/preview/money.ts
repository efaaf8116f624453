import type { Range } from "../../../components/config/cost/range";

const WHOLE = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });

/** `$1,607`; cents only below ten dollars, where they say something. */
export function dollars(usd: number): string {
  const amount = Math.abs(usd);
  const text =
    amount > 0 && amount < 10 && !Number.isInteger(amount)
      ? amount.toFixed(2)
      : WHOLE.format(amount);
  return `${usd < 0 ? "-" : ""}$${text}`;
}

/** `$588–$1,607`, or one amount where both ends read the same. */
export function dollarRange({ min, max }: Range): string {
  const [low, high] = [dollars(min), dollars(max)];
  return low === high ? low : `${low}–${high}`;
}

/** `+$36` or `-$120 to +$36`: the ends of a change may have different signs. */
export function dollarChange({ min, max }: Range): string {
  const signed = (usd: number) => (usd > 0 ? `+${dollars(usd)}` : dollars(usd));
  return signed(min) === signed(max) ? signed(min) : `${signed(min)} to ${signed(max)}`;
}

/** `2024-07-01 to 2026-10-16`, or one date. */
export function dateRange({ from, to }: { from: string; to: string }): string {
  return from === to ? from : `${from} to ${to}`;
}
