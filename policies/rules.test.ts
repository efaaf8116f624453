import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKS } from "./checks";
import { RULES } from "./rules";

/** `policies/buckets/versioning` for `buckets-versioning`: the longest folder that fits. */
function fileOf(id: string): string {
  const cut = [...id.matchAll(/-/g)]
    .map(({ index }) => index)
    .reverse()
    .find((index) => existsSync(join(__dirname, id.slice(0, index), "index.ts")));
  return cut === undefined
    ? join(__dirname, id)
    : join(__dirname, id.slice(0, cut), id.slice(cut + 1));
}

describe("the pack", () => {
  it("has no two rules of one id", () => {
    const ids = RULES.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  it("covers each check that it promises", () => {
    const covered = new Set<string>(RULES.flatMap(({ checks }) => checks));
    expect(Object.keys(CHECKS).filter((check) => !covered.has(check))).toEqual([]);
  });

  it("mends nothing but tags and labels", () => {
    const mending = RULES.filter((rule) => rule.kind === "resource" && rule.mend !== undefined);
    expect(mending.map(({ id }) => id.split("-")[0])).toEqual(mending.map(() => "tagging"));
    expect(mending.every(({ level }) => level === "mend")).toBe(true);
  });

  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    "keeps %s in the file of its name, with cases beside it",
    (id, rule) => {
      const file = fileOf(id);
      expect(existsSync(`${file}.ts`), `${file}.ts`).toBe(true);
      expect(readFileSync(`${file}.test.ts`, "utf8")).toMatch(/\bruleCases\(/);
      for (const text of [rule.description, rule.why, rule.remediation]) {
        expect(text).toMatch(/^[A-Z`].{20,}\.$/s);
      }
    },
  );
});
