import { runtime } from "@pulumi/pulumi";
import type {
  Policies,
  ReportViolation,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import { Ledger } from "../exceptions/ledger";
import type { Context } from "./context";
import { controlText } from "./controls";
import { UNKNOWN_VALUE, UnknownValueError } from "./known";
import { enforcementOf } from "./level";
import type { ReportAt, ResourceRule, Rule, RuleText, Scope, StackRule } from "./rule";
import { configSchema, settings } from "./settings";
import { type Stack, stackOf, type Undecided } from "./stack";
import type { Subject } from "./subject";

/** Lifts rules where policies/exceptions.yaml says so, and keeps account of it: {@link Ledger}. */
export type Exemptions = Pick<Ledger, "asked" | "undecided" | "spares" | "lift">;

/** For tests of single rules: nothing is lifted. */
export const NO_EXEMPTIONS: Exemptions = new Ledger([]);

/** The rules as Pulumi's SDK takes them. */
export function asPolicies(
  rules: readonly Rule[],
  context: Context,
  exemptions: Exemptions = context.ledger ?? NO_EXEMPTIONS,
): Policies {
  return rules.map((rule) =>
    rule.kind === "resource"
      ? asResourcePolicy(rule, context, exemptions)
      : asStackPolicy(rule, context, exemptions),
  );
}

function asResourcePolicy(
  rule: ResourceRule,
  context: Context,
  exemptions: Exemptions,
): ResourceValidationPolicy {
  const types = rule.types === "every" ? undefined : new Set(rule.types);
  const scope = scopeOf(rule, context);
  const { mend } = rule;
  return {
    ...textOf(rule, context),
    validateResource: (args, report) => {
      exemptions.asked(rule, args);
      if (types !== undefined && !types.has(args.type)) return;
      try {
        rule.check(
          args,
          (message) => {
            if (!exemptions.lift(rule, args, message)) report(message);
          },
          scope(args.getConfig()),
        );
      } catch (error) {
        if (error instanceof UnknownValueError) exemptions.undecided(rule, args);
        throw error;
      }
    },
    ...(mend !== undefined && {
      remediateResource: (args) => {
        if (types !== undefined && !types.has(args.type)) return undefined;
        if (exemptions.spares(rule, args)) return undefined;
        return mend(args, scope(args.getConfig())) as Record<string, unknown> | undefined;
      },
    }),
  };
}

function asStackPolicy(
  rule: StackRule,
  context: Context,
  exemptions: Exemptions,
): StackValidationPolicy {
  const scope = scopeOf(rule, context);
  return {
    ...textOf(rule, context),
    validateStack: (args, report) => {
      const stack = stackOf(args.resources, runtime.isDryRun());
      const noteAll = (undecided: readonly Subject[]) => {
        for (const one of undecided) exemptions.undecided(rule, one);
      };
      for (const one of stack.resources) exemptions.asked(rule, one);
      try {
        rule.check(stack, reporter(rule, report, exemptions), scope(args.getConfig()));
      } catch (error) {
        // What it did not come to, it cannot tell either.
        if (error instanceof UnknownValueError) noteAll(stack.resources);
        throw error;
      }
      noteAll(stack.undecided.map(({ resource }) => resource));
      refuseToGuess(stack);
    },
  };
}

function reporter(rule: Rule, report: ReportViolation, exemptions: Exemptions): ReportAt {
  return (at, message) => {
    if (!exemptions.lift(rule, at, message)) report(message, at.urn);
  };
}

/** A rule's settings, read once: they do not change while a pack runs. */
function scopeOf(rule: RuleText<unknown>, context: Context): (given: object) => Scope<unknown> {
  let scope: Scope<unknown> | undefined;
  return (given) => (scope ??= { ...context, config: settings(rule, given) });
}

function textOf(rule: Rule, context: Context) {
  const [control] = rule.controls ?? [];
  const schema = configSchema(rule);
  return {
    name: rule.id,
    description: rule.description,
    enforcementLevel: enforcementOf(rule.level, context.environment.settings),
    severity: rule.severity,
    remediationSteps: rule.remediation,
    url: `docs/policies.md#${rule.id}`,
    tags: [...rule.checks],
    // The SDK takes one framework a policy; docs/policies.md names all of them.
    ...(control !== undefined && { framework: controlText(control) }),
    ...(schema !== undefined && { configSchema: schema }),
  };
}

/** How many resources are named of those that a rule could not judge. */
const NAMED = 5;

/**
 * Says "cannot tell until deployed" the only way the SDK has: it turns this error into an advice. In an
 * update every value is known, nothing is undecided, and the rule stops what is wrong.
 */
function refuseToGuess({ undecided }: Stack): void {
  if (undecided.length === 0) return;
  const error = new UnknownValueError(UNKNOWN_VALUE, []);
  error.message = `cannot tell until deployed: ${undecidedText(undecided)}`;
  throw error;
}

function undecidedText(undecided: readonly Undecided[]): string {
  const places = [...new Set(undecided.map(({ resource, path }) => `${resource.name}.${path}`))];
  const more = places.length - NAMED;
  return [...places.slice(0, NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}
