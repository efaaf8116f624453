import { describe, expect, it } from "vitest";
import { rule, wordCountRule } from "./rule";

const model = rule.load(wordCountRule, () => new Uint8Array());
const words = (count: number) => Array.from({ length: count }, () => "word").join(" ");

describe("rule", () => {
  it.each([
    [1, "auto-reply-candidate"],
    [7, "auto-reply-candidate"],
    [8, "needs-human-review"],
    [500, "needs-human-review"],
  ])("%d words get %s and the specified score", (count, label) => {
    expect(model.predict([words(count)])).toEqual([
      { label, score: Math.min(0.95, 0.55 + count / 100) },
    ]);
  });

  it("splits the trimmed text at any white space", () => {
    expect(model.predict(["  a\tb\n c  "])).toEqual(model.predict(["a b c"]));
  });

  it("answers a batch in order", async () => {
    const labels = (await model.predict([words(9), words(1)])).map(({ label }) => label);
    expect(labels).toEqual(["needs-human-review", "auto-reply-candidate"]);
  });

  it("takes its numbers and labels from model.json", () => {
    const spec = { ...wordCountRule, min_words: 2, labels: { long: "L", short: "S" } };
    const other = rule.load(spec, () => new Uint8Array());
    expect(other.predict(["a", "a b"])).toMatchObject([{ label: "S" }, { label: "L" }]);
    expect(other.labels).toEqual(["L", "S"]);
  });

  it("refuses a spec that does not fit", () => {
    expect(rule.schema.safeParse({ ...wordCountRule, min_words: 0 }).success).toBe(false);
    expect(rule.schema.safeParse({ ...wordCountRule, more: 1 }).success).toBe(false);
  });
});
