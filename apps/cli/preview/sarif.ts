import { createHash } from "node:crypto";
import { sarifRule, ruleKey } from "./sarif-rules";
import type { PreviewReport } from "./report";
import type { SourcePlace } from "./source";
import { nameOf, shortType, STACK_TYPE, typeOf } from "./urn";
import type { PolicyRule, Violation } from "./violation";

/** What a SARIF log needs besides the report. */
export interface SarifOptions {
  readonly rules: readonly PolicyRule[];
  /** Towpath's own version, `1.2.3`. */
  readonly version: string;
  /** The project's folder inside of the repository, `platform/`; empty where it is the root. */
  readonly prefix: string;
  /** Whether a file of the project is there: a message may name one that is to be made. */
  readonly exists: (file: string) => boolean;
}

/**
 * Most results that GitHub keeps of a run; it refuses a log of more than 25,000:
 * https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
const MOST_RESULTS = 5_000;

/** A file of stacks/ that a message names, with its line where it says one. */
const STACK_FILE = /\bstacks\/[\w./-]+\.ya?ml(?::(\d+))?(?::(\d+))?/;

/**
 * The verdicts as a SARIF 2.1.0 log, for code scanning: rules with their help, results with the line
 * that declares the resource. What comes first is kept when there are too many: mandatory ones.
 */
export function makeSarif(report: PreviewReport, options: SarifOptions): object {
  const index = new Map(options.rules.map((rule, at) => [ruleKey(rule.pack, rule.name), at]));
  const seen = new Map<string, number>();
  const kept = report.violations.slice(0, MOST_RESULTS);
  return {
    $schema:
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "towpath",
            semanticVersion: options.version,
            rules: options.rules.map(sarifRule),
          },
        },
        // Each environment is an analysis of its own, and does not overwrite the others.
        automationDetails: { id: `towpath/${report.environment}/` },
        columnKind: "utf16CodeUnits",
        invocations: [
          { executionSuccessful: true, toolExecutionNotifications: notifications(report) },
        ],
        results: kept.map((one) => ({
          ...result(one, report.environment, options),
          ...ruleIndex(index.get(ruleKey(one.pack, one.policy))),
          partialFingerprints: { primaryLocationLineHash: fingerprint(one, seen) },
        })),
      },
    ],
  };
}

function result(one: Violation, environment: string, options: SarifOptions): object {
  const { exempted, calledFrom = [] } = one;
  const at = locationOf(one, environment, options);
  const location = (place: SourcePlace) => physical(place, options.prefix);
  return {
    ruleId: one.policy,
    // GitHub knows no suppressions: a note does not fail its check, as a warning might.
    level: exempted !== undefined ? "note" : one.enforcement === "mandatory" ? "error" : "warning",
    message: { text: messageText(one) },
    locations: [{ ...location(at), ...logical(one.urn) }],
    ...(calledFrom.length > 0 && {
      relatedLocations: calledFrom.map((place, id) => ({
        id,
        ...location(place),
        message: { text: "Called from here." },
      })),
    }),
    ...(exempted !== undefined && {
      suppressions: [
        {
          kind: "external",
          status: "accepted",
          justification: `${exempted.reason} (${exempted.owner}, until ${exempted.expires})`,
        },
      ],
    }),
  };
}

/** The line that declares the resource; else the file that the message names, or the stack's own. */
function locationOf(one: Violation, environment: string, options: SarifOptions): SourcePlace {
  if (one.source !== undefined) return one.source;
  const [text = "", line, column] = STACK_FILE.exec(one.message) ?? [];
  const [named = ""] = text.split(":");
  if (named !== "" && options.exists(named)) {
    return { file: named, line: Number(line ?? 1), column: Number(column ?? 1) };
  }
  const stack = `stacks/Pulumi.${environment}.yaml`;
  return { file: options.exists(stack) ? stack : "Pulumi.yaml", line: 1, column: 1 };
}

function physical({ file, line, column }: SourcePlace, prefix: string): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(`${prefix}${file}`) },
      region: { startLine: line, startColumn: column, endLine: line, endColumn: column + 1 },
    },
  };
}

function logical(urn: string): object {
  if (urn === "") return {};
  return {
    logicalLocations: [{ fullyQualifiedName: urn, name: nameOf(urn), kind: "resource" }],
  };
}

/** The resource first: several of them may come from one line. */
function messageText(one: Violation): string {
  const about = one.urn === "" || typeOf(one.urn) === STACK_TYPE;
  return about ? one.message : `${shortType(typeOf(one.urn))} "${nameOf(one.urn)}": ${one.message}`;
}

/**
 * The same violation has the same fingerprint wherever its line moves and whatever numbers its message
 * says; only this one is read by GitHub. A rule's second violation of a resource is counted.
 */
function fingerprint({ pack, policy, urn }: Violation, seen: Map<string, number>): string {
  const identity = `${pack}\n${policy}\n${urn}`;
  const count = (seen.get(identity) ?? 0) + 1;
  seen.set(identity, count);
  return `${createHash("sha256").update(identity).digest("hex").slice(0, 16)}:${count}`;
}

function ruleIndex(at: number | undefined): object {
  return at === undefined ? {} : { ruleIndex: at };
}

/** What the run says about itself: what rules cannot tell, and what was left out. */
function notifications({ undecided, violations }: PreviewReport): object[] {
  const left = violations.length - MOST_RESULTS;
  return [
    ...(left > 0
      ? [{ level: "warning", message: { text: `${left} more violations are not listed here.` } }]
      : []),
    ...undecided.slice(0, MOST_RESULTS).map(({ policy, urn, message }) => ({
      level: "note",
      associatedRule: { id: policy },
      message: { text: `Not known before a deployment: ${message}` },
      ...(urn === "" ? {} : { locations: [logical(urn)] }),
    })),
  ];
}
