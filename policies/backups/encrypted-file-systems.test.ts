import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { encryptedFileSystems } from "./encrypted-file-systems";

const type = "aws:efs/fileSystem:FileSystem";

ruleCases(encryptedFileSystems, {
  compliant: {
    "one with the platform's key": {
      given: { type, props: { encrypted: true, kmsKeyId: UNKNOWN_VALUE } },
    },
    "another type": { given: { type: "aws:efs/mountTarget:MountTarget", props: {} } },
  },
  violating: {
    "one that says nothing": {
      given: { type, props: {} },
      says: /encrypted is not true.*Set it to true/,
    },
    "one with AWS's key": {
      given: { type, props: { encrypted: true } },
      says: /kmsKeyId is not set/,
    },
  },
  undecided: {
    "what only a deployment tells": { given: { type, props: { encrypted: UNKNOWN_VALUE } } },
  },
});
