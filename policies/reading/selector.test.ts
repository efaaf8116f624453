import { describe, expect, it } from "vitest";
import { selects } from "./selector";

const labels = { app: "web", tier: "front" };
const by = (operator: string, key: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, values }],
});

describe("a selector", () => {
  it.each([
    ["nothing", {}, true],
    ["labels", { matchLabels: { app: "web" } }, true],
    ["another value", { matchLabels: { app: "web", tier: "back" } }, false],
    ["one of values", by("In", "app", "db", "web"), true],
    ["none of values", by("In", "app", "db"), false],
    ["not a value", by("NotIn", "app", "db"), true],
    ["not this value", by("NotIn", "app", "web"), false],
    ["a key", by("Exists", "tier"), true],
    ["a key that is not there", by("Exists", "zone"), false],
    ["the lack of a key", by("DoesNotExist", "zone"), true],
    ["an operator that does not exist", by("Gt", "app", "1"), false],
  ])("of %s", (_name, selector, expected) => {
    expect(selects(selector, labels)).toBe(expected);
  });
});
