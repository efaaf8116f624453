import { describe, expect, it } from "vitest";
import { type Context, loadContext } from "./context";
import { unknownCheckingProxy, UNKNOWN_VALUE } from "./known";
import type { Rule } from "./rule";
import { settings } from "./settings";
import { Stack, type StackResource } from "./stack";
import type { Properties } from "./subject";

export { UNKNOWN_VALUE };

/** A resource of a test. */
export interface Given {
  readonly type: string;
  /** @default "it" */
  readonly name?: string;
  readonly props?: Properties;
  /** Types of the components around it, the outermost first, as its URN has them. @default none */
  readonly within?: readonly string[];
  /** Name of the parent, given before it. */
  readonly parent?: string;
  /** Input → names of the resources that it comes from, given before it. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
  /** Names of what it depends on, given before it. @default none */
  readonly dependsOn?: readonly string[];
  /** The provider's properties, such as its region. */
  readonly provider?: Properties;
  /** The provider's name. @default "provider" */
  readonly providerName?: string;
  readonly protect?: boolean;
}

/** What a rule said: `policy urn: message`, or that it cannot tell. */
export interface Said {
  /** The rule's id and the resource's URN. */
  readonly at: string;
  readonly message: string;
}

const contexts = new Map<string, Context>();

/** What rules know about a shipped environment, changed as a test needs it. */
export function contextOf(name = "prod", changes: Partial<Context> = {}): Context {
  const context = contexts.get(name) ?? loadContext(name, process.cwd());
  contexts.set(name, context);
  return { ...context, ...changes };
}

/** The URN of a test's resource. */
export function urnOf(type: string, name = "it", stack = "prod"): string {
  return `urn:pulumi:${stack}::towpath::${type}::${name}`;
}

/**
 * What a rule says about some resources: violations by id and URN, `undecided` for what it cannot tell
 * before a deployment. Values are read through the SDK's own `unknownCheckingProxy`.
 */
export function judge(
  rule: Rule,
  given: Given | readonly Given[],
  context: Context = contextOf(),
  config: object = {},
): { readonly violations: readonly Said[]; readonly undecided: readonly string[] } {
  const violations: Said[] = [];
  const resources = resourcesOf(Array.isArray(given) ? given : [given as Given], context.name);
  const scope = { ...context, config: settings(rule, config) };
  const report = (at: { urn: string }, message: string) => {
    violations.push({ at: `${rule.id} ${at.urn}`, message });
  };
  const stack = new Stack(resources);
  if (rule.kind === "stack") {
    rule.check(stack, report, scope);
  } else {
    for (const one of resources) {
      if (rule.types !== "every" && !rule.types.includes(one.type)) continue;
      stack.decide(one, () => {
        rule.check(
          one,
          (message) => {
            report(one, message);
          },
          scope,
        );
      });
    }
  }
  return {
    violations,
    undecided: stack.undecided.map(({ resource, path }) => `${resource.urn} ${path}`),
  };
}

/** The ids and URNs of what a rule finds wrong. */
export function broken(
  rule: Rule,
  given: Given | readonly Given[],
  context?: Context,
  config?: object,
): readonly string[] {
  return judge(rule, given, context, config).violations.map(({ at }) => at);
}

/** Test resources as a stack holds them. */
export function resourcesOf(given: readonly Given[], stack = "prod"): StackResource[] {
  const byName = new Map<string, StackResource>();
  return given.map((one) => {
    const { type, name = "it" } = one;
    const resource: StackResource = {
      urn: urnOf(qualified(one), name, stack),
      type,
      name,
      props: unknownCheckingProxy(structuredClone(one.props ?? {})),
      opts: {
        protect: one.protect ?? false,
        ignoreChanges: [],
        aliases: [],
        additionalSecretOutputs: [],
        customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      },
      parent: one.parent === undefined ? undefined : named(byName, one.parent),
      dependencies: (one.dependsOn ?? []).map((source) => named(byName, source)),
      propertyDependencies: Object.fromEntries(
        Object.entries(one.from ?? {}).map(([input, names]) => [
          input,
          names.map((source) => named(byName, source)),
        ]),
      ),
      ...(one.provider !== undefined && {
        provider: {
          type: `pulumi:providers:${type.split(":")[0] ?? ""}`,
          name: one.providerName ?? "provider",
          urn: urnOf(
            `pulumi:providers:${type.split(":")[0] ?? ""}`,
            one.providerName ?? "provider",
            stack,
          ),
          props: unknownCheckingProxy(structuredClone(one.provider)),
        },
      }),
    };
    // Resources of several types may share a name; the first of them is meant.
    if (!byName.has(name)) byName.set(name, resource);
    return resource;
  });
}

/** A resource's type as its URN has it: behind the types of the components around it. */
function qualified({ type, within = [] }: Given): string {
  return [...within, type].join("$");
}

function named(byName: ReadonlyMap<string, StackResource>, name: string): StackResource {
  const found = byName.get(name);
  if (found === undefined) throw new Error(`no resource "${name}" was given before`);
  return found;
}

/** A case of a rule's test. */
export interface Case {
  readonly given: Given | readonly Given[];
  /** A shipped environment. @default "prod" */
  readonly environment?: string;
  /** What differs from the shipped files. */
  readonly context?: Partial<Context>;
  /** The pack's configuration of the rule. */
  readonly config?: object;
}

/** A case that breaks the rule. */
export interface ViolatingCase extends Case {
  /** `type name` of each resource that must be named, in order. @default the only resource given */
  readonly at?: readonly string[];
  /** What the first message must say: what was found, what to do. */
  readonly says: RegExp;
}

/** The cases that every rule has: at least one that is fine, and two that are not. */
export interface Cases {
  readonly compliant: Readonly<Record<string, Case>>;
  readonly violating: Readonly<Record<string, ViolatingCase>>;
  /** What only a deployment tells. */
  readonly undecided?: Readonly<Record<string, Case>>;
}

/** Tests a rule: exactly its id and the right URNs, or nothing. */
export function ruleCases(rule: Rule, cases: Cases): void {
  const judgeCase = ({ given, environment, context, config }: Case) =>
    judge(rule, given, contextOf(environment ?? "prod", context), config);

  describe(rule.id, () => {
    it("has two cases that break it, and one that does not", () => {
      expect(Object.keys(cases.violating).length).toBeGreaterThanOrEqual(2);
      expect(Object.keys(cases.compliant).length).toBeGreaterThanOrEqual(1);
    });
    it.each(Object.entries(cases.compliant))("accepts %s", (_name, one) => {
      expect(judgeCase(one)).toEqual({ violations: [], undecided: [] });
    });
    it.each(Object.entries(cases.violating))("refuses %s", (_name, one) => {
      const { violations } = judgeCase(one);
      const stack = one.environment ?? "prod";
      const at = one.at ?? [onlyOne(one.given)];
      expect(violations.map((found) => found.at)).toEqual(
        at.map((place) => {
          const [type = "", name] = place.split(" ");
          return `${rule.id} ${urnOf(type, name, stack)}`;
        }),
      );
      expect(violations[0]?.message).toMatch(one.says);
    });
    it.each(Object.entries(cases.undecided ?? {}))("cannot tell about %s", (_name, one) => {
      const { violations, undecided } = judgeCase(one);
      expect(violations).toEqual([]);
      expect(undecided.length).toBeGreaterThan(0);
    });
  });
}

function onlyOne(given: Given | readonly Given[]): string {
  const [first, ...others] = (Array.isArray(given) ? given : [given]) as readonly Given[];
  if (first === undefined || others.length > 0) {
    throw new Error("say with `at` which of several resources is named");
  }
  return `${qualified(first)} ${first.name ?? "it"}`;
}
