import { dayOf, exceptionProblems } from "../../components/config/check-exceptions";
import {
  type Exception,
  exceptionsSchema,
  stackOfTarget,
} from "../../components/config/exceptions";
import type { PostureSettings } from "../../components/config/posture";
import { Problems, readStacksFile } from "../../components/config/read";
import type { YamlFile } from "../../lib/yaml-file";
import type { Context } from "../engine/context";
import type { Rule } from "../engine/rule";
import { type Entry, Ledger, type Void } from "./ledger";

/** Where exceptions are written, under the repository's root. */
export const EXCEPTIONS_FILE = "policies/exceptions.yaml";

/**
 * Opens the account of a stack's exceptions.
 * @throws InputError naming every problem of the file with file:line:column, also in entries of
 *   other environments: a preview of any of them finds it
 */
export function openLedger(rules: readonly Rule[], context: Omit<Context, "ledger">): Ledger {
  const { stacks, now, name, environment } = context;
  const file = readStacksFile(context.root, EXCEPTIONS_FILE, exceptionsSchema);
  const problems = new Problems();
  problems.add(
    file,
    exceptionProblems(file.value, {
      policies: rules.map(({ id }) => id),
      environments: Object.keys(stacks.environments),
      ownership: stacks.ownership,
      now,
    }),
  );
  problems.throwIfAny();
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const entries = file.value.exceptions.flatMap((exception, index): Entry[] =>
    stackOfTarget(exception.target) === name
      ? [
          {
            ...exception,
            place: placeOf(file, index),
            void: voidOf(exception, byId.get(exception.policy), environment.settings, now),
          },
        ]
      : [],
  );
  return new Ledger(entries);
}

function voidOf(
  { expires }: Exception,
  rule: Rule | undefined,
  settings: PostureSettings,
  now: Date,
): Void | undefined {
  if (!isExemptible(rule, settings)) return "not-exemptible";
  return dayOf(now.getTime()) > expires ? "expired" : undefined;
}

/**
 * May a rule be lifted here? Where nobody approves their own promotion (four eyes, which is prod's
 * posture), nobody lifts the promotion's gate either.
 */
function isExemptible(rule: Rule | undefined, settings: PostureSettings): boolean {
  switch (rule?.exemptible ?? "yes") {
    case "yes":
      return true;
    case "no":
      return false;
    case "not-in-prod":
      return !settings.fourEyes;
  }
}

/** `policies/exceptions.yaml:9`: where an entry starts. */
function placeOf({ document, text }: YamlFile<unknown>, index: number): string {
  const node: unknown = document.getIn(["exceptions", index], true);
  const offset = (node as { readonly range?: readonly [number] } | undefined)?.range?.[0] ?? 0;
  return `${EXCEPTIONS_FILE}:${text.slice(0, offset).split("\n").length}`;
}
