import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { InputError } from "./errors";
import { parseYaml } from "./yaml-file";

const schema = z.strictObject({
  owner: z.string(),
  level: z.enum(["low", "high"]).optional(),
  nested: z.record(z.string(), z.strictObject({ port: z.number().int().max(65535) })).optional(),
});

function failure(text: string): string {
  try {
    parseYaml(text, schema, "a.yaml");
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as Error).message;
  }
  throw new Error("expected a failure");
}

describe("parseYaml", () => {
  it("gives the typed value and keeps the document", () => {
    const file = parseYaml("# top\nowner: ada\n", schema, "a.yaml");
    expect(file.value).toEqual({ owner: "ada" });
    expect(file.document.toString()).toBe("# top\nowner: ada\n");
  });

  it("places an unknown key and names the nearest valid one", () => {
    expect(failure("owner: ada\nlevl: low\n")).toBe(
      'a.yaml:2:1: levl: unknown key "levl" (did you mean "level"?); expected one of owner, level, nested',
    );
  });

  it("finds the valid names inside records", () => {
    expect(failure("owner: ada\nnested:\n  web:\n    prt: 1\n    port: 2\n")).toContain(
      'a.yaml:4:5: nested.web.prt: unknown key "prt" (did you mean "port"?)',
    );
  });

  it("says what was found and what is expected", () => {
    expect(failure("owner: 7\n")).toBe("a.yaml:1:8: owner: found 7; expected string");
    expect(failure("owner: ada\nlevel: hihg\n")).toContain(
      'level: found "hihg"; expected one of low, high (did you mean "high"?)',
    );
    expect(failure("level: low\n")).toBe("a.yaml:1:1: owner: missing; expected string");
  });

  it("reports every problem at once", () => {
    expect(failure("owner: 7\nlevel: x\n").split("\n")).toHaveLength(2);
  });

  it("tells a misspelt required key once", () => {
    expect(failure("ownr: ada\n")).toBe(
      'a.yaml:1:1: ownr: unknown key "ownr" (did you mean "owner"?); expected one of owner, level, nested',
    );
  });

  it("knows the keys of the form that a discriminator names", () => {
    const either = z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("cloud"), region: z.string() }),
      z.strictObject({ kind: z.literal("local"), context: z.string() }),
    ]);
    const told = (text: string) => {
      try {
        parseYaml(text, either, "a.yaml");
      } catch (error) {
        return (error as Error).message;
      }
      return "";
    };
    expect(told("kind: local\nregion: x\ncontext: y\n")).toBe(
      'a.yaml:2:1: region: unknown key "region"; expected one of kind, context',
    );
    expect(told("kind: clud\n")).toBe(
      'a.yaml:1:7: kind: found "clud"; expected one of cloud, local (did you mean "cloud"?)',
    );
  });

  it("sees through preprocessing to the keys", () => {
    const inner = z.preprocess((value) => value, z.strictObject({ colour: z.string().optional() }));
    expect(() =>
      parseYaml("in: { color: red }\n", z.strictObject({ in: inner }), "a.yaml"),
    ).toThrow('a.yaml:1:7: in.color: unknown key "color" (did you mean "colour"?)');
  });

  it("asks nothing of the schema once an inspection refused the file", () => {
    const inspect = () => [{ path: ["owner"], message: "no" }];
    expect(() => parseYaml("owner: 7\n", schema, "a.yaml", inspect)).toThrow(
      /^a\.yaml:1:8: owner: no$/,
    );
  });

  it("does not quote what it cannot read", () => {
    expect(failure("a: b\n'hunter2'\n")).not.toContain("hunter2");
  });

  it("tells a problem in one line, whatever signs are in the file's keys", () => {
    const told = failure('"a\\nb.yaml:1:1: \\e[2K\\u202E": 1\n');
    expect(told).toContain("a\\u000ab.yaml:1:1: \\u001b[2K\\u202e");
    expect(told.split("\n").filter((line) => !line.startsWith("a.yaml:"))).toEqual([]);
  });

  it("places a syntax error", () => {
    expect(failure("owner: [1\n")).toMatch(/^a\.yaml:\d+:\d+: not YAML: /);
  });

  it("never throws anything but InputError, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          parseYaml(text, schema, "a.yaml");
        } catch (error) {
          expect(error).toBeInstanceOf(InputError);
        }
      }),
    );
  });
});
