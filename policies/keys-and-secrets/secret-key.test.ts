import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { secretKey } from "./secret-key";

const type = "aws:secretsmanager/secret:Secret";

ruleCases(secretKey, {
  compliant: {
    "a key that only a deployment knows": { given: { type, props: { kmsKeyId: UNKNOWN_VALUE } } },
    "a replica with a key of its region": {
      given: {
        type,
        props: {
          kmsKeyId: "alias/secrets",
          replicas: [{ region: "eu-west-1", kmsKeyId: "alias/secrets" }],
        },
      },
    },
    "a version": { given: { type: "aws:secretsmanager/secretVersion:SecretVersion" } },
  },
  violating: {
    "no key": { given: { type }, says: /the key that AWS made; expected a key of the platform/ },
    "the key that AWS made": {
      given: { type, props: { kmsKeyId: "alias/aws/secretsmanager" } },
      says: /the key that AWS made/,
    },
    "a replica without a key": {
      given: { type, props: { kmsKeyId: "alias/a", replicas: [{ region: "eu-west-1" }] } },
      says: /^The replica in eu-west-1/,
    },
  },
  undecided: {
    "replicas that only a deployment knows": {
      given: { type, props: { kmsKeyId: "alias/a", replicas: UNKNOWN_VALUE } },
    },
  },
});
