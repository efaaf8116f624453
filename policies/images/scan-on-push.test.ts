import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { REPOSITORY as type } from "./repository";
import { scanOnPush } from "./scan-on-push";

const registry = (filter: string) => ({
  type: "aws:ecr/registryScanningConfiguration:RegistryScanningConfiguration",
  name: "scanning",
  props: {
    rules: [{ scanFrequency: "SCAN_ON_PUSH", repositoryFilters: [{ filter, filterType: "X" }] }],
  },
});

ruleCases(scanOnPush, {
  compliant: {
    "scanning of the repository": {
      given: { type, props: { imageScanningConfiguration: { scanOnPush: true } } },
    },
    "scanning of the whole registry": { given: [registry("*"), { type }] },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "nothing said": {
      given: { type },
      says: /not scanned when they are pushed; expected \S+scanOnPush: true/,
    },
    "scanning off": {
      given: { type, props: { imageScanningConfiguration: { scanOnPush: false } } },
      says: /not scanned/,
    },
    "a registry that scans others": {
      given: [registry("prod-*"), { type }],
      at: [`${type} it`],
      says: /not scanned/,
    },
  },
  undecided: {
    "a value that only a deployment knows": {
      given: { type, props: { imageScanningConfiguration: { scanOnPush: UNKNOWN_VALUE } } },
    },
  },
});
