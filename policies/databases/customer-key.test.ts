import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { customerKey } from "./customer-key";
import { CLUSTER, INSTANCE } from "./database";

ruleCases(customerKey, {
  compliant: {
    "a key that a deployment makes": {
      given: { type: INSTANCE, props: { storageEncrypted: true, kmsKeyId: UNKNOWN_VALUE } },
    },
    "no encryption, which another rule reports": { given: { type: INSTANCE, props: {} } },
    "another type": { given: { type: "aws:ebs/volume:Volume", props: { storageEncrypted: true } } },
  },
  violating: {
    "an instance with RDS's key": {
      given: { type: INSTANCE, props: { storageEncrypted: true } },
      says: /kmsKeyId is not set/,
    },
    "a cluster with RDS's key": {
      given: { type: CLUSTER, props: { storageEncrypted: true } },
      says: /RDS's own key/,
    },
  },
  undecided: {
    "whether it is encrypted at all": {
      given: { type: INSTANCE, props: { storageEncrypted: UNKNOWN_VALUE } },
    },
  },
});
