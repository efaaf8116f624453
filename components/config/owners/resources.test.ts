import { describe, expect, it } from "vitest";
import type { Ownership } from "../ownership";
import { type OwnedResource, ResourceOwners } from "./resources";

const ownership: Ownership = {
  owners: {
    platform: { contact: "#platform", status: "active" },
    "support-ml": { contact: "#support-ml", status: "active" },
    "old-team": { contact: "#old", status: "retired" },
  },
  surfaces: {
    platform: { owner: "platform", recovery_owner: "platform", reviewer: "support-ml" },
    "chat-endpoint": { owner: "support-ml", recovery_owner: "platform", reviewer: "platform" },
  },
  secrets: {},
};

/** `type name parent`, and the owner that it names. */
const TREE: readonly (readonly [string, string, string | null, string?])[] = [
  ["pulumi:pulumi:Stack", "stack", null],
  ["towpath:platform:Platform", "towpath", "stack"],
  ["towpath:foundation:Network", "network", "towpath"],
  ["aws:ec2/vpc:Vpc", "vpc", "network", "platform"],
  ["aws:ec2/route:Route", "route", "network"],
  ["towpath:platform:TeamJobs", "jobs", "towpath"],
  ["kubernetes:batch/v1:Job", "train", "jobs", "support-ml"],
  ["towpath:data:Buckets", "buckets", "towpath"],
  ["towpath:serving:ModelService", "chat", "towpath", "support-ml"],
  ["kubernetes:core/v1:Service", "chat-service", "chat"],
  ["kubernetes:core/v1:Secret", "mixed", "chat", "platform"],
  ["aws:s3/bucket:Bucket", "stray", "stack"],
  ["aws:s3/bucket:Bucket", "old", "towpath", "old-team"],
  ["aws:s3/bucket:Bucket", "odd", "towpath", "toString"],
];
const resources: OwnedResource[] = TREE.map(([type, name, parent, owner]) => ({
  urn: name,
  type,
  name,
  parent,
  says: owner === undefined ? undefined : { owner, place: "tag towpath:owner" },
}));
const owners = new ResourceOwners(resources, ownership);
const ask = (name: string) => {
  const found = resources.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return owners.of(found);
};

describe("ResourceOwners", () => {
  it.each([
    ["vpc", "platform", "its tag towpath:owner says platform"],
    ["network", "platform", "everything inside it that names an owner says platform"],
    ["route", "platform", "it is part of Platform towpath"],
    ["jobs", "support-ml", "everything inside it that names an owner says support-ml"],
    [
      "chat-service",
      "support-ml",
      "ModelService chat is around it, whose tag towpath:owner says support-ml",
    ],
    ["mixed", "platform", "its tag towpath:owner says platform"],
    ["towpath", "platform", "surface platform: owner platform"],
  ])("finds the owner of %s", (name, owner, reason) => {
    const found = ask(name);
    expect(found).toMatchObject({ owned: true, owner, contact: `#${owner}` });
    expect(found.why[0]).toBe(reason);
  });

  it("takes recovery and review from the nearest surface, and lets nobody review alone", () => {
    expect(ask("chat-service")).toMatchObject({
      kind: "resource",
      surface: "chat-endpoint",
      recovery_owner: "platform",
      reviewer: "platform",
    });
    // The surface's reviewer owns the jobs: its owner reviews them.
    expect(ask("train")).toMatchObject({ surface: "platform", reviewer: "platform" });
  });

  it.each([
    ["stray", "nothing names an owner, and it is part of no surface"],
    ["buckets", "stacks/ownership.yaml has no surface artifact-bucket-policy"],
    ["old", "owner old-team is retired"],
    ["odd", "stacks/ownership.yaml does not know owner toString"],
  ])("says what %s lacks", (name, problem) => {
    expect(ask(name)).toMatchObject({ owned: false, problem });
  });
});
