import { ruleCases } from "../engine/testing";
import { volumesProtected } from "./volumes-protected";

const CLAIM = "kubernetes:core/v1:PersistentVolumeClaim";

ruleCases(volumesProtected, {
  compliant: {
    "a protected volume": { given: { type: CLAIM, protect: true } },
    "an environment to tear down": { given: { type: CLAIM }, environment: "local" },
    "another type": { given: { type: "kubernetes:core/v1:PersistentVolume" } },
  },
  violating: {
    "a volume of prod": {
      given: { type: CLAIM, name: "backups" },
      at: [`${CLAIM} backups`],
      says: /The volume is not protected/,
    },
    "one of staging": { given: { type: CLAIM }, environment: "staging", says: /not protected/ },
  },
});
