import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { keyApart } from "./key-apart";
import { job } from "./testing";

const key = (secretName: unknown = "backup-identity") => ({
  volumes: [{ name: "identity", secret: { secretName } }],
});
const at = ["kubernetes:batch/v1:CronJob backup"];

ruleCases(keyApart, {
  compliant: {
    "the drill's pods": { given: job("drill", {}, key()) },
    "a backup with other Secrets": { given: job("backup", {}, key("backup-database")) },
    "a backup without volumes": { given: job("backup", {}, {}) },
    "a Secret whose name only a deployment tells": {
      given: job("backup", {}, key(UNKNOWN_VALUE)),
    },
    "another type": { given: { type: "kubernetes:core/v1:Secret" } },
  },
  violating: {
    "a backup that mounts it": {
      given: job("backup", {}, key()),
      at,
      says: /given the Secret backup-identity/,
    },
    "projected beside others": {
      given: job(
        "backup",
        {},
        {
          volumes: [
            { name: "all", projected: { sources: [{ secret: { name: "backup-identity" } }] } },
          ],
        },
      ),
      at,
      says: /Secret backup-identity/,
    },
    "as a variable of an init container": {
      given: job(
        "backup",
        {},
        {
          initContainers: [
            {
              name: "dump",
              env: [{ name: "KEY", valueFrom: { secretKeyRef: { name: "backup-identity" } } }],
            },
          ],
        },
      ),
      at,
      says: /Secret backup-identity/,
    },
    "as all its variables": {
      given: job(
        "backup",
        {},
        { containers: [{ name: "backup", envFrom: [{ secretRef: { name: "backup-identity" } }] }] },
      ),
      at,
      says: /Secret backup-identity/,
    },
    "a pod that could sign reports": {
      given: job("backup", {}, key("drill-signing-key")),
      at,
      says: /Secret drill-signing-key/,
    },
    "any other pod": {
      given: {
        type: "kubernetes:apps/v1:Deployment",
        name: "web",
        props: { spec: { template: { spec: key() } } },
      },
      at: ["kubernetes:apps/v1:Deployment web"],
      says: /drill's pods alone/,
    },
  },
});
