import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { describe } from "./urn";
import type { PolicyRule, Severity, Undecided, Violation } from "./violation";

const SEVERITIES = ["unspecified", "low", "medium", "high", "critical"] as const;
const LEVELS = ["advisory", "mandatory", "disabled", "remediate"] as const;

/** How the SDK says that a value is unknown: sdk/nodejs/policy/server.ts of pulumi-policy. */
export const CANNOT_RUN = /can't run policy '[^']*' from policy pack '[^']*' during preview: /;

/** What a pack says about its rules, at the levels that it is configured to. */
export function rulesOf(info: analyzer.AnalyzerInfo): readonly PolicyRule[] {
  return info.getPoliciesList().map((rule) => {
    const framework = rule.getFramework();
    const level =
      info.getInitialconfigMap().get(rule.getName())?.getEnforcementlevel() ??
      rule.getEnforcementlevel();
    return {
      pack: info.getName(),
      name: rule.getName(),
      description: rule.getDescription(),
      severity: severityName(rule.getSeverity()),
      enforcement: LEVELS[level],
      remediation: rule.getRemediationSteps(),
      url: rule.getUrl(),
      tags: rule.getTagsList(),
      framework: [framework?.getName(), framework?.getVersion(), framework?.getSpecification()]
        .filter((part) => part !== undefined && part !== "")
        .join(" "),
    };
  });
}

/** A diagnostic is a violation, or says that a rule cannot tell. */
export function readDiagnostic(
  one: analyzer.AnalyzeDiagnostic,
  rule: PolicyRule | undefined,
  urn: string,
): { readonly violation: Violation } | { readonly undecided: Undecided } {
  const about = one.getUrn() || urn;
  const policy = one.getPolicyname();
  const message = withoutDescription(one);
  const advisory = one.getEnforcementlevel() === analyzer.EnforcementLevel.ADVISORY;
  const unknown = advisory ? CANNOT_RUN.exec(message) : null;
  if (unknown !== null) {
    const why = message.slice(unknown.index + unknown[0].length);
    return { undecided: { policy, urn: about, message: why } };
  }
  const url = rule?.url ?? "";
  return {
    violation: {
      pack: one.getPolicypackname() || (rule?.pack ?? ""),
      policy,
      severity:
        one.getSeverity() === analyzer.PolicySeverity.POLICY_SEVERITY_UNSPECIFIED
          ? (rule?.severity ?? "unspecified")
          : severityName(one.getSeverity()),
      enforcement: advisory ? "advisory" : "mandatory",
      urn: about,
      message: message === "" ? `${describe(about)}: ${one.getDescription()}` : message,
      remediation: rule?.remediation ?? "",
      ...(url === "" ? {} : { url }),
    },
  };
}

/** The SDK writes `description\nmessage`; the message alone says what is wrong here. */
function withoutDescription(one: analyzer.AnalyzeDiagnostic): string {
  const text = one.getMessage();
  const prefix = `${one.getDescription()}\n`;
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function severityName(severity: number): Severity {
  return SEVERITIES[severity] ?? "unspecified";
}
