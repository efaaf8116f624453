import * as z from "zod";

/**
 * A whole number of an environment variable, as text; its bounds are part of the message.
 * @param digits that a text may have at most
 */
export function wholeNumber(min: number, max: number, fallback: number, digits = 9) {
  const expected = `expected a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(new RegExp(`^\\d{1,${digits}}$`), expected)
    .transform(Number)
    .refine((value) => value >= min && value <= max, expected)
    .default(fallback);
}
