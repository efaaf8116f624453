import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UNKNOWN_FIELDS } from "./lookup-fields";
import { lookup, LOOKUP_TOKENS } from "./lookups";
import { UNKNOWN } from "./wire";

/** The fields of a function's result type, as the installed SDK declares them. */
function fieldsInSdk(token: string): string[] {
  const [, module = "", name = ""] = /^aws:(\w+)\/\w+:(\w+)$/.exec(token) ?? [];
  const folder = module === "index" ? "" : module;
  const file = join("node_modules/@pulumi/aws", folder, `${name}.d.ts`);
  const type = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}Result`;
  const declared = new RegExp(`export interface ${type} \\{([\\s\\S]*?)\\n\\}`);
  const [, body = ""] = declared.exec(readFileSync(file, "utf8")) ?? [];
  return [...body.matchAll(/^\s+readonly (\w+)\??:/gm)].map(([, field = ""]) => field).sort();
}

const EUROPE = { region: "eu-central-1" };

describe("look-ups", () => {
  it.each(Object.keys(UNKNOWN_FIELDS))("%s answers every field of the SDK's result", (token) => {
    expect(UNKNOWN_FIELDS[token]?.split(" ")).toEqual(fieldsInSdk(token));
  });

  it("know what was asked with and the region, and nothing else", () => {
    const token = "aws:ssm/getParameter:getParameter";
    expect(lookup(token, EUROPE, { name: "/a/b" })).toEqual({
      arn: UNKNOWN,
      id: UNKNOWN,
      insecureValue: UNKNOWN,
      name: "/a/b",
      region: "eu-central-1",
      type: UNKNOWN,
      value: UNKNOWN,
      version: UNKNOWN,
      withDecryption: UNKNOWN,
    });
    expect(lookup(token, { region: undefined }, {})?.region).toBe(UNKNOWN);
  });

  it("tell a region's partition", () => {
    const partition = (region: string | undefined) =>
      lookup("aws:index/getPartition:getPartition", { region }, {});
    expect(partition("eu-central-1")).toMatchObject({ id: "aws", dnsSuffix: "amazonaws.com" });
    expect(partition("cn-north-1")).toMatchObject({
      partition: "aws-cn",
      reverseDnsPrefix: "cn.com.amazonaws",
    });
    expect(partition("us-gov-west-1")).toMatchObject({ id: "aws-us-gov" });
    expect(partition(undefined)).toMatchObject({ id: UNKNOWN });
  });

  it("are refused for every function that is not listed", () => {
    expect(lookup("aws:s3/getBucket:getBucket", EUROPE, {})).toBeUndefined();
    expect(LOOKUP_TOKENS).toContain("aws:index/getRegion:getRegion");
  });
});
