import { expect, it } from "vitest";
import { writeInUse } from "../../../policies/exceptions/in-use-text";
import { EXCEPTIONS_RULES } from "../../../policies/exceptions";
import { IN_USE, withExemption } from "./exempted";
import type { Violation } from "./violation";

const lifted = {
  policy: "buckets-versioning",
  reason: "Holds what a nightly job can make again.",
  owner: "platform",
  expires: "2027-02-28",
  message: "versioning is off",
};
const told: Violation = {
  pack: "towpath",
  policy: IN_USE,
  severity: "low",
  enforcement: "advisory",
  urn: "urn:pulumi:prod::towpath::aws:s3/bucket:Bucket::scratch",
  message: writeInUse(lifted),
  remediation: "Nothing.",
};
const facts = {
  severity: "high",
  enforcement: "mandatory",
  remediation: "Switch it on.",
} as const;

it("shows the rule that was lifted, with the exception's word", () => {
  expect(withExemption(told, (policy) => (policy === lifted.policy ? facts : undefined))).toEqual({
    ...told,
    ...facts,
    policy: "buckets-versioning",
    message: "versioning is off",
    exempted: { reason: lifted.reason, owner: "platform", expires: "2027-02-28" },
  });
});

it.each([
  ["another rule's violation", { ...told, policy: "buckets-encryption" }],
  ["a text of another form", { ...told, message: "cannot tell until deployed" }],
])("leaves %s as it is", (_name, violation) => {
  expect(withExemption(violation, () => facts)).toBe(violation);
});

it("leaves a rule that the pack does not have as it is", () => {
  expect(withExemption(told, () => undefined)).toBe(told);
});

it("knows the rule's id as the pack does", () => {
  expect(EXCEPTIONS_RULES.map(({ id }) => id)).toContain(IN_USE);
});
