import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { takesTags } from "./taggable";

const sdk = dirname(createRequire(__filename).resolve("@pulumi/aws/package.json"));

/** Every resource of some of the SDK's modules: its token, and whether its declared args have tags. */
function declared(module: string): readonly (readonly [string, boolean])[] {
  return readdirSync(join(sdk, module))
    .filter((file) => file.endsWith(".js") && file !== "index.js")
    .flatMap((file) => {
      const token = /__pulumiType = '(aws:[^']+)'/.exec(
        readFileSync(join(sdk, module, file), "utf8"),
      )?.[1];
      if (token === undefined) return [];
      const types = readFileSync(join(sdk, module, file.replace(/\.js$/, ".d.ts")), "utf8");
      const args = /export interface \w+Args \{([\s\S]*)\n\}/.exec(types)?.[1] ?? "";
      return [[token, /\n {4}tags\?: /.test(args)] as const];
    });
}

describe("whether a type takes tags", () => {
  it.each([
    "autoscaling",
    "backup",
    "cloudwatch",
    "ec2",
    "ecr",
    "ecs",
    "efs",
    "eks",
    "iam",
    "kms",
    "lambda",
    "rds",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "vpc",
  ])("is what the SDK's types say, for every resource of %s", (module) => {
    const resources = declared(module);
    expect(resources.length).toBeGreaterThan(0);
    expect(resources.filter(([type, tags]) => takesTags(type) !== tags)).toEqual([]);
  });

  it("is no for what AWS has not, and for what is not AWS's", () => {
    expect(takesTags("aws:s3/bucketVersioning:BucketVersioning")).toBe(false);
    expect(takesTags("aws:nowhere/nothing:Nothing")).toBe(false);
    expect(takesTags("kubernetes:core/v1:Secret")).toBe(false);
  });
});
