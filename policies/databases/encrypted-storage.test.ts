import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { CLUSTER, INSTANCE } from "./database";
import { encryptedStorage } from "./encrypted-storage";

ruleCases(encryptedStorage, {
  compliant: {
    "an encrypted instance": { given: { type: INSTANCE, props: { storageEncrypted: true } } },
    "an encrypted cluster": { given: { type: CLUSTER, props: { storageEncrypted: true } } },
    "another type": { given: { type: "aws:s3/bucket:Bucket", props: {} } },
  },
  violating: {
    "one that is switched off": {
      given: { type: INSTANCE, props: { storageEncrypted: false } },
      says: /storageEncrypted is false.*Set it to true/,
    },
    "an instance that says nothing": {
      given: { type: INSTANCE, props: {} },
      says: /storageEncrypted is not set/,
    },
    "a cluster that says nothing, in dev": {
      given: { type: CLUSTER, props: {} },
      environment: "dev",
      says: /not encrypted/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: { type: INSTANCE, props: { storageEncrypted: UNKNOWN_VALUE } },
    },
  },
});
