import { type Entry, Ledger } from "../../../policies/exceptions/ledger";
import { type Mutation, set } from "../mutation";

/** An exception of prod, for a bucket whose versioning is suspended. */
const ENTRY: Entry = {
  policy: "buckets-versioning",
  target: "urn:pulumi:prod::towpath::*::buckets-artifacts-versioning",
  reason: "Holds what a nightly job can make again.",
  owner: "platform",
  since: "2026-11-01",
  expires: "2099-12-31",
  place: "policies/exceptions.yaml:9",
};

const at = "BucketVersioning buckets-artifacts-versioning";
const suspended = set("versioningConfiguration.status", "Suspended");

/** policies/exceptions.yaml has these entries. */
const excepted =
  (...changes: readonly Partial<Entry>[]) =>
  () => ({ ledger: new Ledger(changes.map((one) => ({ ...ENTRY, ...one }))) });

/** Mistakes in what lifts a rule. */
export const EXCEPTIONS: readonly Mutation[] = [
  {
    name: "a mistake that an exception lifts is told all the same",
    at,
    policy: "exceptions-in-use",
    change: suspended,
    context: excepted({}),
  },
  {
    name: "an exception is left behind that nothing needs",
    at,
    policy: "exceptions-valid",
    context: excepted({}),
  },
  {
    name: "an exception is over, and so is what it lifted",
    at,
    policy: "exceptions-valid",
    also: ["buckets-versioning"],
    change: suspended,
    context: excepted({ expires: "2026-11-01", void: "expired" }),
  },
  {
    name: "two exceptions lift the same",
    at,
    policy: "exceptions-valid",
    also: ["exceptions-in-use"],
    change: suspended,
    context: excepted({}, { place: "policies/exceptions.yaml:16", target: "urn:pulumi:prod::*" }),
  },
];
