import { type Given, resourcesOf } from "../engine/testing";
import { type Entry, Ledger } from "./ledger";

/** An exception of a test. */
export const ENTRY: Entry = {
  policy: "buckets-versioning",
  target: "urn:pulumi:prod::*::scratch",
  reason: "Holds what a nightly job can make again.",
  owner: "platform",
  since: "2026-11-01",
  expires: "2027-02-28",
  place: "policies/exceptions.yaml:9",
};

/** Two buckets under the stack: `scratch`, which the exception is about, and `datasets`. */
export const STACK: readonly Given[] = [
  { type: "pulumi:pulumi:Stack", name: "towpath-prod" },
  { type: "aws:s3/bucket:Bucket", name: "scratch" },
  { type: "aws:s3/bucket:Bucket", name: "datasets" },
];

/** What a run did before the rules about exceptions had their say. */
export interface Run {
  /** Names of resources that the rule was asked about. @default all of them */
  readonly asked?: readonly string[];
  readonly undecided?: readonly string[];
  /** Name → what the rule found there. */
  readonly found?: Readonly<Record<string, string>>;
}

/** The ledger after a run. */
export function ledgerAfter(entries: readonly Entry[], run: Run): Ledger {
  const ledger = new Ledger(entries);
  const rule = { id: ENTRY.policy };
  for (const one of resourcesOf(STACK)) {
    if (run.asked?.includes(one.name) ?? true) ledger.asked(rule, one);
    if (run.undecided?.includes(one.name)) ledger.undecided(rule, one);
    const message = run.found?.[one.name];
    if (message !== undefined) ledger.lift(rule, one, message);
  }
  return ledger;
}
