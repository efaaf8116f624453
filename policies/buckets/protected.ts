import { resourceRule } from "../engine/rule";
import { BUCKETS } from "./parts";

/** A bucket that is replaced is a bucket that is deleted: Pulumi asks before, where it is protected. */
export const protectedBuckets = resourceRule({
  id: "buckets-protected",
  checks: ["S3-8"],
  severity: "high",
  level: "posture",
  description: "Where the posture protects data, Pulumi refuses to delete or replace a bucket.",
  why: "A rename or a moved parent plans a replacement, easily overlooked in a long preview. Protection turns that into an error.",
  remediation:
    "Give the component `protect: settings.protect` and `retainOnDelete: settings.retainOnDelete` (components/config/retention.ts), as components/on-aws/aws-cloud.ts does; for a resource of your own, the resource option `protect: true`.",
  types: BUCKETS,
  check: ({ opts }, report, { environment }) => {
    if (!environment.settings.protect || opts.protect) return;
    report(
      "The bucket is not protected; expected the resource option protect here. Pass protect: true.",
    );
  },
});
