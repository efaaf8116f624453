import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { customerKey } from "./customer-key";
import { CLUSTER, INSTANCE, MEMBER } from "./database";

ruleCases(customerKey, {
  compliant: {
    "a key that a deployment makes": {
      given: { type: INSTANCE, props: { storageEncrypted: true, kmsKeyId: UNKNOWN_VALUE } },
    },
    "keys for everything": {
      given: {
        type: INSTANCE,
        props: {
          storageEncrypted: true,
          kmsKeyId: UNKNOWN_VALUE,
          manageMasterUserPassword: true,
          masterUserSecretKmsKeyId: UNKNOWN_VALUE,
          performanceInsightsEnabled: true,
          performanceInsightsKmsKeyId: UNKNOWN_VALUE,
        },
      },
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
      says: /AWS's own key/,
    },
    "a master password under AWS's key": {
      given: { type: INSTANCE, props: { manageMasterUserPassword: true } },
      says: /^Its master password is .+ masterUserSecretKmsKeyId is not set/,
    },
    "a member's statements under AWS's key": {
      given: { type: MEMBER, props: { performanceInsightsEnabled: true } },
      says: /^Its performance data is .+ performanceInsightsKmsKeyId is not set/,
    },
  },
  undecided: {
    "whether it is encrypted at all": {
      given: { type: INSTANCE, props: { storageEncrypted: UNKNOWN_VALUE } },
    },
  },
});
