import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readStackConfig } from "./stack-config";
import { UNKNOWN } from "./wire";

const root = mkdtempSync(join(tmpdir(), "towpath-stack-config-"));
mkdirSync(join(root, "stacks"));

afterAll(() => {
  rmSync(root, { recursive: true });
});

function read(text: string) {
  writeFileSync(join(root, "stacks/Pulumi.x.yaml"), text);
  return readStackConfig(root, "towpath", "x");
}

describe("a stack's configuration", () => {
  it("has every key under its project, structures as JSON", () => {
    expect(read("config:\n  size: 3\n  aws:region: eu-west-1\n  list: [a, b]\n")).toEqual({
      values: { "towpath:size": "3", "aws:region": "eu-west-1", "towpath:list": '["a","b"]' },
      secretKeys: [],
    });
  });

  it("has encrypted values as unknown secrets, however deep, and never their text", () => {
    const { values, secretKeys } = read(
      "encryptionsalt: v1:abc\nconfig:\n  password: { secure: v1:cipher }\n  db: { user: u, key: { secure: v1:cipher } }\n",
    );
    expect(values["towpath:password"]).toBe(UNKNOWN);
    expect(JSON.parse(values["towpath:db"] ?? "")).toEqual({ user: "u", key: UNKNOWN });
    expect(secretKeys).toEqual(["towpath:password", "towpath:db"]);
    expect(JSON.stringify(values)).not.toContain("cipher");
  });

  it("is empty for a file without one", () => {
    expect(read("")).toEqual({ values: {}, secretKeys: [] });
  });

  it("is refused where it is no map, and where the file is no YAML", () => {
    expect(() => read("config: [a]\n")).toThrow(/stacks\/Pulumi\.x\.yaml: config: found a list/);
    expect(() => read("config: {a\n")).toThrow(/stacks\/Pulumi\.x\.yaml: cannot be read/);
    expect(() => readStackConfig(root, "towpath", "none")).toThrow(/Pulumi\.none\.yaml/);
  });
});
