import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { rotation } from "./rotation";

const type = "aws:secretsmanager/secret:Secret";
const ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";
const secret = (props: Given["props"] = {}): Given => ({ type, name: "secret", props });
const tagged = (how: string, owner: object = { "towpath:owner": "platform" }) =>
  secret({ tags: { "towpath:rotation": how, ...owner } });
const rotated = (props: Given["props"] = {}): Given => ({
  type: ROTATION,
  name: "rotation",
  props: { secretId: UNKNOWN_VALUE, rotationRules: { automaticallyAfterDays: 30 }, ...props },
  from: { secretId: ["secret"] },
});
const at = [`${ROTATION} rotation`];

ruleCases(rotation, {
  compliant: {
    "a rotation that is connected": { given: [secret(), rotated()] },
    "a rotation that names the secret": {
      given: [
        secret({ name: "db" }),
        { type: ROTATION, name: "rotation", props: { secretId: "db" } },
      ],
    },
    "a deploy": { given: tagged("deploy") },
    "its first user, with an owner that only a deployment knows": {
      given: tagged("first-use", { "towpath:owner": UNKNOWN_VALUE }),
    },
    "the rotation of a database's secret": {
      given: { type: ROTATION, props: { rotationRules: { automaticallyAfterDays: 7 } } },
    },
    "another type": { given: { type: "aws:kms/key:Key" } },
  },
  violating: {
    "a secret that says nothing": {
      given: secret({ tags: { "towpath:owner": "platform" } }),
      at: [`${type} secret`],
      says: /Neither a SecretRotation nor a known tag says how/,
    },
    "a secret without tags": {
      given: secret(),
      at: [`${type} secret`],
      says: /deploy or first-use/,
    },
    "a way that nobody knows": {
      given: tagged("sometimes"),
      at: [`${type} secret`],
      says: /"sometimes" with the tag towpath:owner says how/,
    },
    "nobody who does it": {
      given: tagged("deploy", {}),
      at: [`${type} secret`],
      says: /towpath:owner/,
    },
    "a rotation that is off": {
      given: [secret(), rotated({ rotationEnabled: false })],
      at,
      says: /Rotation is switched off/,
    },
    "once a year": {
      given: [secret(), rotated({ rotationRules: { automaticallyAfterDays: 365 } })],
      at,
      says: /every 365 days; expected at most 90/,
    },
  },
  undecided: {
    "days that only a deployment knows": {
      given: [secret(), rotated({ rotationRules: { automaticallyAfterDays: UNKNOWN_VALUE } })],
    },
    "a tag that only a deployment knows": { given: tagged(UNKNOWN_VALUE) },
  },
});
