import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { immutableTags } from "./immutable-tags";
import { REPOSITORY as type } from "./repository";

ruleCases(immutableTags, {
  compliant: {
    "tags that never move": { given: { type, props: { imageTagMutability: "IMMUTABLE" } } },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "nothing said, which is ECR's default": {
      given: { type },
      says: /imageTagMutability is MUTABLE; expected IMMUTABLE/,
    },
    "tags that move": {
      given: { type, props: { imageTagMutability: "MUTABLE" } },
      says: /MUTABLE/,
    },
    "tags of which some move": {
      given: { type, props: { imageTagMutability: "IMMUTABLE_WITH_EXCLUSION" } },
      says: /IMMUTABLE_WITH_EXCLUSION; expected IMMUTABLE/,
    },
  },
  undecided: {
    "a value that only a deployment knows": {
      given: { type, props: { imageTagMutability: UNKNOWN_VALUE } },
    },
  },
});
