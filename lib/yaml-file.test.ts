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
