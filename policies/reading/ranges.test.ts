import { expect, it } from "vitest";
import { isEverybody } from "./ranges";

it.each(["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/7", "::/0", "2000::/3", "c::/7"])(
  "takes %s for everybody",
  (range) => {
    expect(isEverybody(range)).toBe(true);
  },
);

it.each([
  "10.0.0.0/8",
  "203.0.113.0/24",
  "203.0.113.7/32",
  "203.0.113.7",
  "2001:db8::/32",
  "fd00::/8",
  "fc00::/7",
])("takes %s for somebody", (range) => {
  expect(isEverybody(range)).toBe(false);
});
