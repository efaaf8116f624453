import type { SourcePlace } from "./source";

/** How bad a broken rule is, in the pack's own words. */
export type Severity = "unspecified" | "low" | "medium" | "high" | "critical";

/** One violation of a policy pack's rule. */
export interface Violation {
  readonly pack: string;
  readonly policy: string;
  readonly severity: Severity;
  readonly enforcement: "advisory" | "mandatory";
  /** The resource that breaks the rule; empty when the rule is about the stack. */
  readonly urn: string;
  /** Which resource, what is wrong, what to do. */
  readonly message: string;
  /** The rule's own steps to mend it; empty where it has none. */
  readonly remediation: string;
  /** Where the rule is explained: a page of the repository, or an address. */
  readonly url?: string;
  /** Where the sources declare the resource; not set where only a deployment makes it. */
  readonly source?: SourcePlace;
  /** From where that is called: the component's own place, and outwards to the program. */
  readonly calledFrom?: readonly SourcePlace[];
  /** Set where policies/exceptions.yaml allows it for a while. */
  readonly exempted?: { readonly reason: string; readonly owner: string; readonly expires: string };
}

/** What a rule could not tell before a deployment: no violation, and no pass either. */
export interface Undecided {
  readonly policy: string;
  /** Empty where the rule is about the stack; the message names the resources then. */
  readonly urn: string;
  /** Which value is not known. */
  readonly message: string;
}

/** What a rule put right in the plan: the sources still say it otherwise. */
export interface Mended {
  readonly policy: string;
  readonly urn: string;
}

/** What a rule says about itself. */
export interface PolicyRule {
  readonly pack: string;
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  /** What it does in this environment. */
  readonly enforcement: "advisory" | "mandatory" | "disabled" | "remediate";
  readonly remediation: string;
  readonly url: string;
  readonly tags: readonly string[];
  /** The published control that asks for it: name, version, specification; empty where none is named. */
  readonly framework: string;
}
