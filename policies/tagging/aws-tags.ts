import * as z from "zod";
import { tagsOf } from "../../components/config/tags";
import { resourceRule } from "../engine/rule";
import { type TaggedProps, tagReader } from "../reading/tags";
import { AUTO_SCALING_GROUP } from "./propagation";
import { takesTags } from "./taggable";
import { listed, missingTags, wrongTags } from "./tags";

const config = z.object({
  owner: z
    .string()
    .default("platform")
    .describe("Who owns what names no owner, where the posture lets the pack fill tags in."),
  service: z.string().default("platform").describe("What such a resource is then part of."),
});

/** Whatever AWS can tag is tagged: whose it is, what it is for, what is in it. */
export const awsTags = resourceRule<TaggedProps, z.output<typeof config>>({
  id: "tagging-aws-tags",
  checks: ["TAG-1"],
  severity: "medium",
  level: "mend",
  description:
    "Every AWS resource that can be tagged carries all tags of components/config/tags.ts, with values that are right for its environment.",
  why: "A bill, an incident or a leftover without tags belongs to nobody: it is paid, woken up for and kept by people who never made it.",
  remediation:
    "Pass `tags: tagsOf({ environment, owner, service })` of components/config/tags.ts to the resource, or set `defaultTags` of the provider in index.ts. Where the posture only warns, the pack fills missing ones in.",
  config,
  types: "every",
  check: (resource, report, { name: environment }) => {
    if (!isJudged(resource.type)) return;
    const read = tagReader(resource);
    const missing = missingTags(read);
    if (missing.length > 0) {
      report(
        `It lacks ${missing.length === 1 ? "the tag" : "the tags"} ${listed(missing)}; expected all that tagsOf of components/config/tags.ts makes. Pass tags to the resource.`,
      );
    }
    const wrong = wrongTags(read, environment);
    if (wrong.length > 0) {
      report(
        `Its ${wrong.join(", and its ")}. Pass the tags that tagsOf of components/config/tags.ts makes.`,
      );
    }
  },
  mend: (resource, { name: environment, config: { owner, service } }) => {
    const { props, type } = resource;
    if (!isJudged(type) || Array.isArray(props.tags)) return undefined;
    const missing = missingTags(tagReader(resource));
    if (missing.length === 0) return undefined;
    const right: Readonly<Record<string, string>> = tagsOf({ environment, owner, service });
    // The SDK gives a rule that mends a copy of its own to change; copying it anew would read, and
    // stumble over, whatever only a deployment knows.
    const mended = props as { tags?: Record<string, string> };
    mended.tags ??= {};
    for (const key of missing) mended.tags[key] = right[key] ?? "";
    return props as Readonly<Record<string, unknown>>;
  },
});

/** An Auto Scaling group has rules of its own: its tags also come from elsewhere. */
function isJudged(type: string): boolean {
  return type.startsWith("aws:") && type !== AUTO_SCALING_GROUP && takesTags(type);
}
