import { describe, expect, it } from "vitest";
import { namedOwner, type Naming } from "./named-owner";

const BUCKET = "aws:s3/bucket:Bucket";
const tags = { "towpath:owner": "platform" };
const labels = { "towpath.dev/owner": "support-ml" };

describe("namedOwner", () => {
  it.each<[string, Naming, object | undefined, string | undefined]>([
    ["a tag", { type: BUCKET, inputs: { tags } }, undefined, "platform by tag towpath:owner"],
    [
      "a tag in a list",
      {
        type: "aws:autoscaling/group:Group",
        inputs: { tags: [{ key: "Name" }, { key: "towpath:owner", value: "platform" }] },
      },
      undefined,
      "platform by tag towpath:owner",
    ],
    [
      "a label",
      { type: "kubernetes:core/v1:Secret", inputs: { metadata: { labels } } },
      undefined,
      "support-ml by label towpath.dev/owner",
    ],
    [
      "a component's own owner, before its tags",
      { type: "towpath:serving:ModelService", inputs: { owner: "support-ml", tags } },
      undefined,
      "support-ml by owner",
    ],
    [
      "labels that a component is given",
      { type: "towpath:nodes:DevicePlugin", inputs: { labels } },
      undefined,
      "support-ml by label towpath.dev/owner",
    ],
    [
      "the provider's tags, as text",
      { type: BUCKET, inputs: {} },
      { defaultTags: JSON.stringify({ tags }) },
      "platform by provider's tag towpath:owner",
    ],
    [
      "its own tag before the provider's",
      { type: BUCKET, inputs: { tags: { "towpath:owner": "support-ml" } } },
      { defaultTags: { tags } },
      "support-ml by tag towpath:owner",
    ],
    [
      "an input that is called owner",
      { type: BUCKET, inputs: { owner: "x" } },
      undefined,
      undefined,
    ],
    [
      "what only a deployment knows",
      { type: BUCKET, inputs: { tags: { "towpath:owner": "<unknown>" } } },
      { defaultTags: "<unknown>" },
      undefined,
    ],
    ["unknown tags", { type: BUCKET, inputs: { tags: "<unknown>" } }, undefined, undefined],
    ["nothing", { type: BUCKET, inputs: {} }, undefined, undefined],
  ])("reads %s", (_what, naming, provider, expected) => {
    const found = namedOwner(naming, provider as Record<string, unknown> | undefined);
    expect(found && `${found.owner} by ${found.place}`).toBe(expected);
  });
});
