import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { schemaFiles } from "./schema-files";

const read = (path: string) => readFileSync(path, "utf8");
const written = schemaFiles();

describe("stacks/schema", () => {
  it.each(Object.keys(written))("%s is fresh (else: node scripts/schema.js)", (name) => {
    expect(JSON.parse(read(`stacks/schema/${name}`))).toEqual(
      JSON.parse(JSON.stringify(written[name])),
    );
  });

  it("holds nothing else", () => {
    expect(readdirSync("stacks/schema").sort()).toEqual(Object.keys(written).sort());
  });

  it.each(readdirSync("stacks").filter((name) => name.endsWith(".yaml")))(
    "is named in the first line of %s",
    (name) => {
      const header = /^# yaml-language-server: \$schema=schema\/(\S+)\n/.exec(
        read(`stacks/${name}`),
      );
      expect(Object.keys(written)).toContain(header?.[1]);
    },
  );

  it("leaves Pulumi's and the providers' keys alone", () => {
    const { properties } = written["stack.json"] as {
      properties: { config: { patternProperties: Record<string, unknown> } };
    };
    const [pattern = ""] = Object.keys(properties.config.patternProperties);
    expect("pulumi:disable-default-providers").toMatch(new RegExp(pattern));
    expect("kubernetes:context").toMatch(new RegExp(pattern));
    expect("towpath:postur").not.toMatch(new RegExp(pattern));
  });
});
