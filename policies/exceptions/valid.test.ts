import { ruleCases } from "../engine/testing";
import type { Entry } from "./ledger";
import { ENTRY, ledgerAfter, type Run, STACK } from "./testing";
import { valid } from "./valid";

const wide: Entry = {
  ...ENTRY,
  target: "urn:pulumi:prod::*Bucket::*",
  place: "policies/exceptions.yaml:16",
};
const used: Run = { found: { scratch: "versioning is off" } };

const after = (run: Run, ...entries: readonly Entry[]) => ({
  given: STACK,
  context: { ledger: ledgerAfter(entries.length === 0 ? [ENTRY] : entries, run) },
});
const root = ["pulumi:pulumi:Stack towpath-prod"];

ruleCases(valid, {
  compliant: {
    "a stack without exceptions": { given: STACK },
    "an exception in use": after(used),
    "one whose rule cannot tell before the deployment": after({ undecided: ["scratch"] }),
    "one whose rule was not asked about its resource, which was only read": after({
      asked: ["towpath-prod", "datasets"],
    }),
    "one whose rule is switched off": after({ asked: [] }),
    "an unused one in an update of a part of the stack": {
      ...after({}),
      config: { partial: true },
    },
  },
  violating: {
    "an expired one": {
      ...after({}, { ...ENTRY, void: "expired" }),
      at: root,
      says: /^policies\/exceptions\.yaml:9: the exception from buckets-versioning ended on 2027-02-28 .* remove the entry\.$/,
    },
    "one for a rule that nobody may lift": {
      ...after({}, { ...ENTRY, void: "not-exemptible" }),
      at: root,
      says: /names buckets-versioning, which no exception lifts in this environment/,
    },
    "two for the same violation": {
      ...after(used, ENTRY, wide),
      at: root,
      says: /^policies\/exceptions\.yaml:16: lifts .* where policies\/exceptions\.yaml:9 does already/,
    },
    "an unused one": {
      ...after({}),
      at: root,
      says: /lifts nothing: no resource that it covers breaks the rule\. Remove the entry/,
    },
    "one that covers no resource of the stack": {
      ...after({}, { ...ENTRY, target: "urn:pulumi:prod::*::scrach" }),
      at: root,
      says: /for urn:pulumi:prod::\*::scrach lifts nothing/,
    },
  },
});
