import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, parseDocument } from "yaml";
import { InputError } from "./errors";
import { withFields, withItem } from "./yaml-insert";

const of = (text: string) => ({ file: "a.yaml", text, document: parseDocument(text) });
const append = (text: string, fields: Record<string, string> = { id: "new" }) =>
  withItem(of(text), "list", fields);
const add = (text: string, index: number, fields: Record<string, string> = { by: "x" }) =>
  withFields(of(text), "list", index, fields);

describe("withItem", () => {
  it.each([
    ["list: []\n", "list:\n  - id: new\n"],
    ["list: [] # none yet\nb: 1\n", "list: # none yet\n  - id: new\nb: 1\n"],
    ["a: 1", "a: 1\nlist:\n  - id: new\n"],
    ["list:\n  - id: old # o\nb: 1\n", "list:\n  - id: old # o\n  - id: new\nb: 1\n"],
    ["list:\n- id: old", "list:\n- id: old\n- id: new\n"],
    [
      "list:\n    - id: old\n\n# of b\nb: 1\n",
      "list:\n    - id: old\n    - id: new\n\n# of b\nb: 1\n",
    ],
    ["list:\n  - id: |\n      old\nb: 1\n", "list:\n  - id: |\n      old\n  - id: new\nb: 1\n"],
    ["list: [{ id: old }] # f\n", "list: [{ id: old }, { id: new }] # f\n"],
    ["list: [\n  { id: old }, # o\n]\n", "list: [\n  { id: old }, { id: new }, # o\n]\n"],
    ["list:\n  - { id: old }\n", "list:\n  - { id: old }\n  - id: new\n"],
  ])("puts it at the end of %j, and changes nothing else", (text, expected) => {
    expect(append(text)).toBe(expected);
  });

  it.each(["list: &all []\n", "list: *all\n", "list: {}\n", "list: 1\n", "- a\n"])(
    "leaves %j to people",
    (text) => {
      expect(() => append(text)).toThrow(InputError);
    },
  );

  it("makes data of whatever text it is given, never structure", () => {
    const nasty = fc.constantFrom("\n- id: more", "}, { id: more", '"', "# x", ": ", "&a *a", "'");
    const value = fc
      .array(fc.oneof(nasty, fc.string({ unit: "grapheme" })))
      .map((all) => all.join(""));
    const text = fc.constantFrom(
      "list: []\n",
      "list:\n  - id: old\nb: 1\n",
      "list: [{ id: old }]\n",
      "b: 1\n",
    );
    fc.assert(
      fc.property(text, value, (before, id) => {
        const after = parse(append(before, { id, reason: id })) as { list: unknown[] };
        const then = parse(before) as { list?: unknown[] };
        expect(after).toEqual({ ...then, list: [...(then.list ?? []), { id, reason: id }] });
      }),
    );
  });
});

describe("withFields", () => {
  it.each([
    ["list:\n  - id: a # a\n  - id: b\n", 0, "list:\n  - id: a # a\n    by: x\n  - id: b\n"],
    ["list:\n-   id: a\n    c: 1", 0, "list:\n-   id: a\n    c: 1\n    by: x\n"],
    ["list:\n  - { id: a } # a\n", 0, "list:\n  - { id: a, by: x } # a\n"],
    ["list: [{ id: a }, {id: b,}]\n", 1, "list: [{ id: a }, {id: b, by: x,}]\n"],
    ["list:\n  - id: |\n      a\nb: 1\n", 0, "list:\n  - id: |\n      a\n    by: x\nb: 1\n"],
  ])("puts them at the end of an item of %j", (text, index, expected) => {
    expect(add(text, index)).toBe(expected);
  });

  it("leaves to people what is no plain map, or not there", () => {
    for (const text of ["list: [1]\n", "list: [&a { id: a }]\n", "list: [{}]\n", "list: []\n"]) {
      expect(() => add(text, 0)).toThrow(InputError);
    }
  });
});
