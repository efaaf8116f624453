import type { Frame } from "./source";
import type { Mended, PolicyRule, Undecided, Violation } from "./violation";
import type { Properties } from "./wire";

/** A registration as it came over the wire, with what the report leaves out. */
export interface Registration {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The parent's URN; empty for the stack. */
  readonly parent: string;
  /** `urn::id` of the explicit provider, or empty. */
  readonly provider: string;
  /** False for components, which no provider makes. */
  readonly custom: boolean;
  /** Wire form: unknowns and secrets are marked. */
  readonly inputs: Properties;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly deleteBeforeReplace: boolean;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
  /** Former URNs. */
  readonly aliases: readonly string[];
  readonly ignoreChanges: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  /** The stack at which it was made, innermost first; none for what is only read. */
  readonly frames?: readonly Frame[];
}

/** What one run of the program left behind. */
export interface RunResult {
  /** In the order in which they arrived. */
  readonly registrations: readonly Registration[];
  readonly violations: readonly Violation[];
  /** What rules could not tell. */
  readonly undecided: readonly Undecided[];
  /** What rules put right in the plan. */
  readonly mended: readonly Mended[];
  /** Every rule that was asked. */
  readonly rules: readonly PolicyRule[];
  readonly outputs: Properties;
  /** Every secret value seen on the wire, for redaction. */
  readonly secrets: ReadonlySet<string>;
  /** Warnings that the program logged. */
  readonly warnings: readonly string[];
}
