import { describe, expect, it } from "vitest";
import { enforcementOf } from "../engine/level";
import { settings } from "../engine/settings";
import {
  contextOf,
  type Given,
  judge,
  resourcesOf,
  ruleCases,
  UNKNOWN_VALUE,
} from "../engine/testing";
import { awsTags } from "./aws-tags";
import { TAGS_OF_PROD, without } from "./testing";

const BUCKET = "aws:s3/bucket:Bucket";
const bucket = (tags: unknown): Given => ({ type: BUCKET, props: { tags } });
const provider = { defaultTags: JSON.stringify({ tags: TAGS_OF_PROD }) };

ruleCases(awsTags, {
  compliant: {
    "all tags": { given: bucket(TAGS_OF_PROD) },
    "more tags": { given: bucket({ ...TAGS_OF_PROD, Name: "x" }) },
    "a provider that gives them": { given: { type: BUCKET, provider } },
    "a provider that gives the rest, as a plain value": {
      given: {
        ...bucket({ "towpath:owner": "support-ml" }),
        provider: { defaultTags: { tags: without(TAGS_OF_PROD, "towpath:owner") } },
      },
    },
    "an owner that only a deployment knows": {
      given: bucket({ ...TAGS_OF_PROD, "towpath:owner": UNKNOWN_VALUE }),
    },
    "a type that takes none": { given: { type: "aws:s3/bucketVersioning:BucketVersioning" } },
    "an Auto Scaling group, which has rules of its own": {
      given: { type: "aws:autoscaling/group:Group" },
    },
    "an object of Kubernetes": { given: { type: "kubernetes:core/v1:Secret" } },
  },
  violating: {
    "no tags": {
      given: { type: BUCKET },
      says: /^It lacks the tags towpath:environment, .+ and towpath:repository; expected all/,
    },
    "one that is missing": {
      given: bucket(without(TAGS_OF_PROD, "towpath:owner")),
      says: /^It lacks the tag towpath:owner;/,
    },
    "an empty one": {
      given: bucket({ ...TAGS_OF_PROD, "towpath:service": "" }),
      says: /lacks the tag towpath:service/,
    },
    "another environment's": {
      given: bucket({ ...TAGS_OF_PROD, "towpath:environment": "dev" }),
      says: /^Its tag towpath:environment is "dev"; expected "prod"\. Pass/,
    },
    "an unknown class of data": {
      given: bucket({
        ...TAGS_OF_PROD,
        "towpath:data-class": "secret",
        "towpath:managed-by": "me",
      }),
      says: /managed-by is "me"; expected "pulumi", and its tag towpath:data-class is "secret"; expected one of internal/,
    },
    "types that somebody adds later": {
      given: { type: "aws:efs/fileSystem:FileSystem", props: {} },
      says: /lacks the tags/,
    },
    "a provider with other tags": {
      given: { type: BUCKET, provider: { defaultTags: JSON.stringify({ tags: { a: "b" } }) } },
      says: /lacks the tags/,
    },
  },
  undecided: {
    "tags of which nothing is known": { given: bucket(UNKNOWN_VALUE) },
    "an environment that only a deployment knows": {
      given: bucket({ ...TAGS_OF_PROD, "towpath:environment": UNKNOWN_VALUE }),
    },
    "default tags that only a deployment knows": {
      given: { type: BUCKET, provider: { defaultTags: UNKNOWN_VALUE } },
    },
  },
});

/** What the rule makes of a resource. */
function mended(given: Given) {
  const [resource] = resourcesOf([given], "dev");
  if (resource === undefined) throw new Error("nothing was given");
  const scope = { ...contextOf("dev"), config: settings(awsTags, {}) };
  return awsTags.mend?.(resource, scope);
}

describe("mending tags", () => {
  it("happens where the posture warns, and nowhere else", () => {
    expect(enforcementOf(awsTags.level, contextOf("dev").environment.settings)).toBe("remediate");
    expect(enforcementOf(awsTags.level, contextOf("prod").environment.settings)).toBe("mandatory");
  });

  it("fills in what is missing and keeps what is there", () => {
    const props = mended(bucket({ "towpath:owner": "support-ml", Name: "x" }));
    expect(props?.tags).toMatchObject({
      "towpath:owner": "support-ml",
      "towpath:environment": "dev",
      "towpath:cost-center": "platform",
      Name: "x",
    });
    const tags = { ...(props?.tags as object) };
    expect(judge(awsTags, bucket(tags), contextOf("dev")).violations).toEqual([]);
  });

  it("gives tags to what has none, whatever else is unknown", () => {
    const props = mended({ type: BUCKET, props: { bucket: UNKNOWN_VALUE } });
    expect(props?.tags).toMatchObject({ "towpath:managed-by": "pulumi" });
    expect(() => props?.bucket).toThrow(/can't be known/);
  });

  it("leaves alone what is whole, and what takes no tags", () => {
    expect(mended(bucket(TAGS_OF_PROD))).toBeUndefined();
    expect(mended({ type: "aws:s3/bucketVersioning:BucketVersioning" })).toBeUndefined();
    expect(mended({ type: "aws:autoscaling/group:Group" })).toBeUndefined();
  });
});
