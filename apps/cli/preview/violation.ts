/** One violation of a policy pack's rule. */
export interface Violation {
  readonly pack: string;
  readonly policy: string;
  readonly severity: "unspecified" | "low" | "medium" | "high" | "critical";
  readonly enforcement: "advisory" | "mandatory";
  /** The resource that breaks the rule; empty when the rule is about the stack. */
  readonly urn: string;
  /** Which resource, what is wrong, what to do. */
  readonly message: string;
  /** The rule's own steps to mend it; empty where it has none. */
  readonly remediation: string;
  /** Set where policies/exceptions.yaml allows it for a while. */
  readonly exempted?: { readonly reason: string; readonly owner: string; readonly expires: string };
}
