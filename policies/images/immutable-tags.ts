import { resourceRule } from "../engine/rule";
import { REPOSITORY, type RepositoryProps } from "./repository";

/** CKV_AWS_51. `IMMUTABLE_WITH_EXCLUSION` leaves some tags movable, so it is not enough. */
export const immutableTags = resourceRule<RepositoryProps>({
  id: "images-immutable-tags",
  checks: ["ECR-1"],
  severity: "high",
  level: "posture",
  description: "Tags of an ECR repository never move.",
  why: "With a movable tag whoever can push replaces what the next node runs, without a review and without a trace in this repository.",
  remediation:
    'Use Registry of components/foundation/registry.ts, or write `imageTagMutability: "IMMUTABLE"`.',
  types: [REPOSITORY],
  check: ({ props }, report) => {
    const found = props.imageTagMutability ?? "MUTABLE";
    if (found === "IMMUTABLE") return;
    report(`imageTagMutability is ${found}; expected IMMUTABLE. Write that.`);
  },
});
