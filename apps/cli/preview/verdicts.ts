import type { Mended, Undecided, Violation } from "./violation";

/** Violations of one rule that are treated alike. */
export interface RuleVerdict {
  readonly policy: string;
  readonly severity: Violation["severity"];
  readonly standing: Standing;
  /** The rule's own steps to mend it; empty where it has none. */
  readonly remediation: string;
  /** Where the rule is explained; empty where it says nothing. */
  readonly url: string;
  readonly violations: readonly Violation[];
}

/** What a violation does: stops the deployment, warns, or is allowed for a while. */
export type Standing = "mandatory" | "advisory" | "exempted";

const STANDINGS: readonly Standing[] = ["mandatory", "advisory", "exempted"];
const SEVERITIES = ["critical", "high", "medium", "low", "unspecified"] as const;

/** What a violation does. */
export function standingOf({ exempted, enforcement }: Violation): Standing {
  return exempted === undefined ? enforcement : "exempted";
}

/** Violations by rule: what stops first, the worst first. */
export function byRule(violations: readonly Violation[]): readonly RuleVerdict[] {
  const groups = new Map<string, Violation[]>();
  for (const one of violations) {
    const key = `${standingOf(one)} ${one.pack} ${one.policy}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()]
    .flatMap((members) => {
      const [first] = members;
      if (first === undefined) return [];
      const { policy, severity, remediation, url = "" } = first;
      return [
        { policy, severity, remediation, url, standing: standingOf(first), violations: members },
      ];
    })
    .sort(
      (a, b) =>
        STANDINGS.indexOf(a.standing) - STANDINGS.indexOf(b.standing) ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
        (a.policy < b.policy ? -1 : 1),
    );
}

/** `3 rules cannot tell everything until deployed`; empty where every rule can. */
export function undecidedText(undecided: readonly Undecided[]): string {
  const rules = new Set(undecided.map(({ policy }) => policy)).size;
  if (rules === 0) return "";
  return `${rules} rule${rules === 1 ? "" : "s"} cannot tell everything until deployed`;
}

/** `tagging-aws-tags put 3 resources right`; empty where none did. */
export function mendedText(mended: readonly Mended[]): string {
  const byPolicy = new Map<string, number>();
  for (const { policy } of mended) byPolicy.set(policy, (byPolicy.get(policy) ?? 0) + 1);
  return [...byPolicy]
    .map(([policy, count]) => `${policy} put ${count} resource${count === 1 ? "" : "s"} right`)
    .join("; ");
}
