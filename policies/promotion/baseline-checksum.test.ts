import type { ResourceValidationArgs } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { loadStacks } from "../../components/config/load";
import { baselineOf } from "../../components/config/service";
import { baselineChecksum } from "./baseline-checksum";

const service = loadStacks(process.cwd()).services["support-triage"];
if (service === undefined) throw new Error("the example service is gone");
const baseline = baselineOf(service);

/** What the rule says about a resource. */
function violations(props: object, type = "towpath:serving:ModelService"): string[] {
  const found: string[] = [];
  const args = { type, name: "support-triage", urn: "urn", props, opts: {} };
  const validate = baselineChecksum.validateResource;
  if (typeof validate !== "function") throw new Error("expected one validation function");
  void validate(args as unknown as ResourceValidationArgs, (message) => found.push(message));
  return found;
}

describe(baselineChecksum.name, () => {
  it("accepts the committed baseline", () => {
    expect(violations({ current: baseline, previous: baseline })).toEqual([]);
  });

  it("refuses another checksum, and says what to mend", () => {
    const other = { ...baseline, artifact: { ...baseline.artifact, sha256: "0".repeat(64) } };
    expect(violations({ current: other, previous: baseline })).toEqual([
      expect.stringMatching(
        /manifest\.json has SHA-256 [0-9a-f]{64}; the service file says 0{64}\. Mend stacks\/services\/support-triage\.yaml/,
      ),
    ]);
  });

  it("refuses a baseline that is not there", () => {
    const gone = { ...baseline, artifact: { ...baseline.artifact, uri: "stacks/nowhere" } };
    expect(violations({ current: baseline, previous: gone })).toEqual([
      expect.stringContaining("cannot be read"),
    ]);
  });

  it("has nothing to say about promoted versions or other resources", () => {
    expect(violations({ current: { model_version: "v2" } })).toEqual([]);
    expect(violations({ current: baseline }, "aws:s3/bucketV2:BucketV2")).toEqual([]);
  });
});
