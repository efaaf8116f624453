import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { aclsOff } from "./acls-off";
import { bucket } from "./testing";

const type = "aws:s3/bucketOwnershipControls:BucketOwnershipControls";
const owned = (objectOwnership: string) => ({
  type,
  props: { bucket: UNKNOWN_VALUE, rule: { objectOwnership } },
});

ruleCases(aclsOff, {
  compliant: {
    "ACLs off": { given: owned("BucketOwnerEnforced") },
    "a bucket without controls: AWS has them off": { given: bucket() },
  },
  violating: {
    "objects of whoever uploads": {
      given: owned("ObjectWriter"),
      says: /Object ownership is ObjectWriter; expected BucketOwnerEnforced/,
    },
    "ACLs that are preferred": {
      given: owned("BucketOwnerPreferred"),
      says: /BucketOwnerPreferred/,
    },
    "no rule": { given: { type, props: {} }, says: /is not set/ },
  },
  undecided: {
    "a rule that only a deployment knows": { given: owned(UNKNOWN_VALUE) },
  },
});
