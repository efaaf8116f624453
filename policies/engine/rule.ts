import type { Severity } from "@pulumi/policy";
import type { z } from "zod";
import type { Check } from "../checks";
import type { Context } from "./context";
import type { Control } from "./controls";
import type { Stack } from "./stack";
import type { Properties, Subject } from "./subject";

/**
 * What a broken rule does. `posture`: what the environment's posture says (a warning in dev, a stop
 * in staging and prod). `always`: a stop everywhere. `advice`: a warning everywhere. `mend`: put
 * right and told where the posture warns, a stop elsewhere.
 */
export type Level = "posture" | "always" | "advice" | "mend";

/** What every rule says about itself; docs/policies.md is made of it. */
export interface RuleText<Config> {
  /** Folder and file under policies/: `buckets-versioning` is policies/buckets/versioning.ts. */
  readonly id: string;
  /** Numbers of the list of checks (policies/checks.ts) that it covers. */
  readonly checks: readonly Check[];
  readonly severity: Severity;
  readonly level: Level;
  /** What must hold: one sentence. */
  readonly description: string;
  /** What happens to people who break it: one to three sentences. */
  readonly why: string;
  /** Steps to mend it, in order. */
  readonly remediation: string;
  /** Controls of published benchmarks that ask for it. */
  readonly controls?: readonly Control[];
  /** May policies/exceptions.yaml lift it? @default "yes" */
  readonly exemptible?: "yes" | "no" | "not-in-prod";
  /** Settings with their defaults, changed with `--policy-pack-config`. @default none */
  readonly config?: z.ZodType<Config>;
}

/** What a rule may look at besides resources. */
export interface Scope<Config> extends Context {
  readonly config: Config;
}

/** Says what is wrong: what was found, what is expected, what to do. The resource is named for it. */
export type Report = (message: string) => void;

/** The same about a resource of the stack. */
export type ReportAt = (at: Subject, message: string) => void;

/** A rule that one resource alone can break. It judges before the resource is made. */
export interface ResourceRule<Props = Properties, Config = unknown> extends RuleText<Config> {
  readonly kind: "resource";
  /** Type tokens that it is about; `every` for all. */
  readonly types: readonly string[] | "every";
  /** Told nothing when all is well. */
  readonly check: (resource: Subject<Props>, report: Report, scope: Scope<Config>) => void;
  /** For level `mend`: the inputs put right, or undefined where there is nothing to do. */
  readonly mend?: (resource: Subject<Props>, scope: Scope<Config>) => Properties | undefined;
}

/** A rule about several resources together: a bucket and its policy, a workload and its network. */
export interface StackRule<Config = unknown> extends RuleText<Config> {
  readonly kind: "stack";
  readonly check: (stack: Stack, report: ReportAt, scope: Scope<Config>) => void;
}

/** Any rule, as lists hold them. */
export type Rule = ResourceRule | StackRule;

/** Declares a rule about single resources. Its types of inputs and settings stay inside. */
export function resourceRule<Props = Properties, Config = unknown>(
  rule: Omit<ResourceRule<Props, Config>, "kind">,
): ResourceRule {
  return { ...rule, kind: "resource" } as unknown as ResourceRule;
}

/** Declares a rule about resources together. */
export function stackRule<Config = unknown>(rule: Omit<StackRule<Config>, "kind">): StackRule {
  return { ...rule, kind: "stack" } as unknown as StackRule;
}
