import { z } from "zod";
import { kebabName } from "./names";

/** Longest time that one exception holds, in days: two quarters' reviews have seen it by then. */
export const LONGEST_EXCEPTION_DAYS = 180;

/** Least letters of a reason; less than that is no sentence. */
const REASON_LETTERS = 20;

/**
 * One entry of `policies/exceptions.yaml`: a rule that need not hold for some resources of one
 * environment, for a while. The words are those of Pulumi's policy exceptions (policies, targets,
 * reason: https://www.pulumi.com/docs/discovery-governance/concepts/policy-as-code/policy-exceptions/),
 * one of each an entry; docs/policies.md says how to move there.
 */
const exceptionSchema = z.strictObject({
  /** The rule's id: `buckets-versioning`. */
  policy: kebabName,
  /**
   * The resource's URN. `*` stands for any text, inside a segment or over several; the stack is
   * written out, so that an exception is for one environment.
   */
  target: z
    .string()
    .regex(/^urn:pulumi:[^:*\s]+::\S+$/, "expected urn:pulumi:STACK::PROJECT::TYPE::NAME"),
  /** Why it must be so, and what will end it: for whoever reviews it, and for who finds it later. */
  reason: z
    .string()
    .refine(
      (text) => (text.match(/\p{L}/gu) ?? []).length >= REASON_LETTERS,
      `expected a reason of at least ${REASON_LETTERS} letters`,
    ),
  /** Who answers for it and ends it: an active owner of stacks/ownership.yaml. */
  owner: kebabName,
  /** The day it was agreed. */
  since: z.iso.date("expected a date like 2026-11-21"),
  /** The last day, in UTC, on which it holds; at most 180 days after `since`. */
  expires: z.iso.date("expected a date like 2026-11-21"),
});

/** `policies/exceptions.yaml`: what may break which rule, why, on whose word and until when. */
export const exceptionsSchema = z.strictObject({ exceptions: z.array(exceptionSchema) }).readonly();

export type Exceptions = z.output<typeof exceptionsSchema>;

export type Exception = Exceptions["exceptions"][number];

/** The environment that a target is about: `dev` of `urn:pulumi:dev::…`. */
export function stackOfTarget(target: string): string {
  return target.split(":")[2] ?? "";
}
