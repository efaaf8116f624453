import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { vaultKept } from "./vault-kept";
import { VAULT } from "./vault-key";

const forced = { type: VAULT, props: { forceDestroy: true } };

ruleCases(vaultKept, {
  compliant: {
    "one that is kept": { given: { type: VAULT, props: { forceDestroy: false } } },
    "one that says nothing": { given: { type: VAULT } },
    "dev, which is torn down": { given: forced, environment: "dev" },
    "another type": { given: { type: "aws:s3/bucket:Bucket", props: forced.props } },
  },
  violating: {
    "one that goes with its backups": {
      given: forced,
      says: /forceDestroy is true.*Set it to false/,
    },
    "the same in staging": { given: forced, environment: "staging", says: /every backup in it/ },
  },
  undecided: {
    "what only a deployment tells": {
      given: { type: VAULT, props: { forceDestroy: UNKNOWN_VALUE } },
    },
  },
});
