import { expect, it } from "vitest";
import { pauseOf } from "./http";

it.each([
  [null, 7],
  ["3", 3_000],
  ["0", 0],
  ["Wed, 21 Oct 2026 07:28:10 GMT", 10_000],
  ["Wed, 21 Oct 2026 07:27:00 GMT", 0],
  ["soon", 7],
])("Retry-After: %s is a pause of %i ms", (header, expected) => {
  expect(pauseOf(header, 7, Date.parse("2026-10-21T07:28:00Z"))).toBe(expected);
});
