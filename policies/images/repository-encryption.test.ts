import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { REPOSITORY as type } from "./repository";
import { repositoryEncryption } from "./repository-encryption";

const encrypted = (one: object) => ({ type, props: { encryptionConfigurations: [one] } });

ruleCases(repositoryEncryption, {
  compliant: {
    "a key that AWS has still to make": {
      given: encrypted({ encryptionType: "KMS", kmsKey: UNKNOWN_VALUE }),
    },
    "two layers": { given: encrypted({ encryptionType: "KMS_DSSE", kmsKey: "arn:aws:kms:x" }) },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "nothing said": { given: { type }, says: /encryption is AES256; expected KMS/ },
    AES256: { given: encrypted({ encryptionType: "AES256" }), says: /AES256/ },
    "AWS's own key": { given: encrypted({ encryptionType: "KMS" }), says: /AWS's own key/ },
  },
  undecided: {
    "a type that only a deployment knows": {
      given: encrypted({ encryptionType: UNKNOWN_VALUE }),
    },
  },
});
