import type { Context } from "../engine/context";
import { contextOf, type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { rotationListed } from "./rotation-listed";
import { rotating, SECRET } from "./testing";

const { environment } = contextOf();
/** Prod, whose secrets somebody has rotated by a deploy. */
const rotated: Partial<Context> = {
  environment: {
    ...environment,
    tracking: { ...environment.tracking, secret_generation: "2026-11-01" },
  },
};
const tagged = (tags: unknown): Given => ({ ...SECRET, props: { tags } });
const firstUse = tagged({ "towpath:owner": "platform", "towpath:rotation": "first-use" });

ruleCases(rotationListed, {
  compliant: {
    "an entry without a date, before any rotation": { given: SECRET, context: rotating({}) },
    "an entry with the day": {
      given: SECRET,
      context: { ...rotated, ...rotating({ rotated: { prod: "2026-11-01" } }) },
    },
    "a secret that Secrets Manager rotates": { given: tagged({}), context: rotating() },
    "a deploy, of what its first user replaces": {
      given: firstUse,
      context: { ...rotated, ...rotating({}) },
    },
  },
  violating: {
    "no entry": {
      given: SECRET,
      context: rotating(),
      says: /^stacks\/ownership\.yaml does not list secret mlflow-secrets-flask, which people rotate;.+for platform\.$/,
    },
    "no entry, of an owner that only a deployment knows": {
      given: tagged({ "towpath:owner": UNKNOWN_VALUE, "towpath:rotation": "deploy" }),
      context: rotating(),
      says: /for its owner\.$/,
    },
    "what its first user replaces": { given: firstUse, context: rotating(), says: /does not list/ },
    "a rotation without its day": {
      given: SECRET,
      context: { ...rotated, ...rotating({ rotated: { dev: "2026-11-01" } }) },
      says: /has been rotated in prod \(tracking\.secret_generation is "2026-11-01"\), .+expected rotated\.prod/,
    },
  },
  undecided: { "tags that only a deployment knows": { given: tagged(UNKNOWN_VALUE) } },
});
