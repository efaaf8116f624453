import type { PolicyResource } from "@pulumi/policy";
import { describe, expect, it } from "vitest";
import { UNKNOWN_VALUE } from "./known";
import { Stack, stackOf } from "./stack";
import { type Given, resourcesOf, urnOf } from "./testing";

const BUCKET = "aws:s3/bucket:Bucket";
const VERSIONING = "aws:s3/bucketVersioning:BucketVersioning";
const POLICY = "aws:s3/bucketPolicy:BucketPolicy";

const GIVEN: readonly Given[] = [
  { type: "pulumi:pulumi:Stack", name: "towpath-prod" },
  { type: BUCKET, name: "logs", parent: "towpath-prod" },
  { type: BUCKET, name: "datasets", props: { tags: UNKNOWN_VALUE } },
  { type: VERSIONING, name: "on", from: { bucket: ["datasets"] } },
  // It reads another bucket's ARN too: that is no policy of that bucket.
  { type: POLICY, name: "policy", from: { bucket: ["datasets"], policy: ["datasets", "logs"] } },
];

const stack = new Stack(resourcesOf(GIVEN));
const [, logs, datasets, versioning, policy] = stack.resources;
if (!logs || !datasets || !versioning || !policy) throw new Error("the test's stack is short");

describe("a stack", () => {
  it("gives resources by type, in their order", () => {
    expect(stack.ofType(BUCKET)).toEqual([logs, datasets]);
    expect(stack.ofType("aws:kms/key:Key")).toEqual([]);
    expect(stack.root.name).toBe("towpath-prod");
  });

  it("falls back to the first resource where the stack itself is not told", () => {
    expect(new Stack([logs]).root).toBe(logs);
    expect(() => new Stack([]).root).toThrow(/without resources/);
  });

  it("knows the parts of a resource by the input that connects them", () => {
    expect(stack.partsOf(datasets, VERSIONING, "bucket")).toEqual([versioning]);
    expect(stack.partsOf(datasets, POLICY, "bucket")).toEqual([policy]);
    expect(stack.partsOf(logs, POLICY, "bucket")).toEqual([]);
    expect(stack.partsOf(logs, POLICY, "policy")).toEqual([policy]);
  });

  it("knows where an input comes from", () => {
    expect(stack.source(versioning, "bucket", BUCKET)).toBe(datasets);
    expect(stack.source(versioning, "bucket", "aws:kms/key:Key")).toBeUndefined();
    expect(stack.source(versioning, "status", BUCKET)).toBeUndefined();
    expect(logs.parent?.name).toBe("towpath-prod");
  });
});

describe("judging one by one", () => {
  it("notes what cannot be told, and goes on", () => {
    const fresh = new Stack(resourcesOf(GIVEN));
    const judged: string[] = [];
    fresh.each<{ tags?: unknown }>([BUCKET, VERSIONING], ({ name, props }) => {
      judged.push(props.tags === undefined ? name : `${name}, tagged`);
    });
    expect(judged).toEqual(["logs", "on"]);
    expect(fresh.undecided.map(({ resource, path }) => [resource.urn, path])).toEqual([
      [urnOf(BUCKET, "datasets"), "tags"],
    ]);
  });

  it("does not take a mistake for an unknown value", () => {
    expect(() => {
      stack.decide(logs, () => {
        throw new TypeError("a mistake");
      });
    }).toThrow(TypeError);
  });
});

describe("a provider that an engine could not ask", () => {
  const provider = { region: "us-east-1" };
  const silent: readonly Given[] = [
    { type: BUCKET, name: "logs", provider },
    { type: VERSIONING, name: "on", provider, from: { bucket: ["logs"] } },
  ];
  const given = (list: readonly Given[]) => resourcesOf(list) as unknown as PolicyResource[];

  it("leaves nothing known of its resources in a preview, and their joins as they are", () => {
    const stack = stackOf(given(silent), true);
    stack.each<{ tags?: unknown }>(BUCKET, ({ props }) => props.tags);
    expect(stack.undecided.map(({ path }) => path)).toEqual(["tags"]);
    const [bucket, on] = stack.resources;
    if (!bucket) throw new Error("the test's stack is short");
    expect(stack.partsOf(bucket, VERSIONING, "bucket")).toEqual([on]);
  });

  it("is told from one that was asked, and from an update", () => {
    const asked = given([...silent, { type: BUCKET, name: "data", provider, props: { tags: {} } }]);
    for (const stack of [stackOf(asked, true), stackOf(given(silent), false)]) {
      stack.each<{ tags?: unknown }>(BUCKET, ({ props }) => props.tags);
      expect(stack.undecided).toEqual([]);
    }
  });
});
