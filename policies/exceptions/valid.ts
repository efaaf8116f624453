import { z } from "zod";
import { stackRule } from "../engine/rule";
import type { Entry, Ledger } from "./ledger";

const config = z.object({
  partial: z
    .boolean()
    .default(false)
    .describe(
      "Set it for an update of a part of the stack (`--target`, `--exclude`): the engine shows rules the last deployed inputs of all the rest, so that an exception may look unused and is not called so.",
    ),
});

/** Exceptions end, lift what they may, and are needed. */
export const valid = stackRule<z.output<typeof config>>({
  id: "exceptions-valid",
  checks: [],
  severity: "high",
  level: "always",
  exemptible: "no",
  description:
    "Every exception of policies/exceptions.yaml is in force, may lift its rule, is needed, and is the only one for its violation.",
  why: "An exception that has ended, or that nothing needs any more, waits for the next mistake and hides it. Two for the same violation leave open whose word counts.",
  remediation:
    "Mend the resource and remove the entry. Where it must go on, write a new entry with a new `since`, a reason of today and an owner, and have it reviewed.",
  config,
  check: (stack, report, { ledger, config: { partial } }) => {
    if (ledger === undefined) return;
    for (const entry of ledger.entries) {
      const problem = voidText(entry);
      if (problem !== undefined) report(stack.root, `${entry.place}: ${problem}`);
    }
    for (const { first, second } of ledger.overlaps) {
      report(
        stack.root,
        `${second.place}: lifts ${second.policy} for resources where ${first.place} does already; expected one exception a violation. Remove one, or make their targets narrower.`,
      );
    }
    if (!partial)
      reportUnused(stack.resources, ledger, (text) => {
        report(stack.root, text);
      });
  },
});

function voidText({ void: reason, policy, expires }: Entry): string | undefined {
  switch (reason) {
    case undefined:
      return undefined;
    case "expired":
      return `the exception from ${policy} ended on ${expires} and lifts nothing any more. Mend what it allowed, and remove the entry.`;
    case "not-exemptible":
      return `names ${policy}, which no exception lifts in this environment. Mend what it found, and remove the entry.`;
  }
}

function reportUnused(
  resources: Parameters<Ledger["unused"]>[0],
  ledger: Ledger,
  report: (text: string) => void,
): void {
  for (const { place, policy, target } of ledger.unused(resources)) {
    report(
      `${place}: the exception from ${policy} for ${target} lifts nothing: no resource that it covers breaks the rule. Remove the entry, or mend its target.`,
    );
  }
}
