import { expect, it } from "vitest";
import { contextOf, judge, ruleCases } from "../engine/testing";
import { inUse } from "./in-use";
import { readInUse } from "./in-use-text";
import { ENTRY, ledgerAfter, type Run, STACK } from "./testing";

const after = (run: Run) => ({ ledger: ledgerAfter([ENTRY], run) });
const scratch = ["aws:s3/bucket:Bucket scratch"];

ruleCases(inUse, {
  compliant: {
    "a stack without exceptions": { given: STACK },
    "an exception that lifted nothing": { given: STACK, context: after({}) },
    "a violation that the exception does not cover": {
      given: STACK,
      context: after({ found: { datasets: "versioning is off" } }),
    },
  },
  violating: {
    "a lifted violation": {
      given: STACK,
      context: after({ found: { scratch: "versioning is off" } }),
      at: scratch,
      says: /^buckets-versioning is lifted until 2027-02-28 by platform: "Holds .*"\. It found: versioning is off$/,
    },
    "a lifted violation of many lines": {
      given: STACK,
      context: after({ found: { scratch: "versioning\nis off" } }),
      at: scratch,
      says: /It found: versioning\nis off$/,
    },
  },
});

it("can be read back", () => {
  const ledger = ledgerAfter([ENTRY], { found: { scratch: "versioning is off" } });
  const [said] = judge(inUse, STACK, contextOf("prod", { ledger })).violations;
  expect(readInUse(said?.message ?? "")).toEqual({
    policy: ENTRY.policy,
    reason: ENTRY.reason,
    owner: ENTRY.owner,
    expires: ENTRY.expires,
    message: "versioning is off",
  });
});
