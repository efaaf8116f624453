import { describe, expect, it } from "vitest";
import { outputsOf } from "./recorder";
import type { Registration } from "./registration";
import { UNKNOWN } from "./wire";

const registration = (type: string, inputs: Registration["inputs"]): Registration => ({
  urn: `urn:pulumi:x::towpath::${type}::one`,
  type,
  name: "one",
  parent: "",
  provider: "",
  custom: true,
  inputs,
  protect: false,
  retainOnDelete: false,
  deleteBeforeReplace: false,
  dependencies: [],
  propertyDependencies: {},
  aliases: [],
  ignoreChanges: [],
  additionalSecretOutputs: [],
});

describe("what a resource's outputs are in a preview", () => {
  it.each([
    [{}, { name: UNKNOWN }],
    [{ metadata: { namespace: "a" } }, { namespace: "a", name: UNKNOWN }],
    [{ metadata: { name: "mine" } }, { name: "mine" }],
  ])("an object of Kubernetes with %j has a name, known or not", (inputs, metadata) => {
    const outputs = outputsOf(registration("kubernetes:core/v1:ConfigMap", inputs));
    expect(outputs.metadata).toEqual(metadata);
  });

  it("nothing else gets metadata", () => {
    for (const type of ["aws:s3/bucket:Bucket", "kubernetes:helm.sh/v3:Release"]) {
      expect(outputsOf(registration(type, { tags: {} }))).toEqual({ tags: {} });
    }
  });

  it("an output that will be secret is secret already", () => {
    const one = {
      ...registration("random:index/randomPassword:RandomPassword", { length: 3 }),
      additionalSecretOutputs: ["result"],
    };
    expect(JSON.stringify(outputsOf(one).result)).toContain("1b47061264138c4ac30d75fd1eb44270");
  });
});
