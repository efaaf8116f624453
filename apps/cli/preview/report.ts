import { estimate as estimateOf } from "../../../components/config/cost/estimate";
import type { Estimate } from "../../../components/config/cost/estimate-types";
import {
  quotaNeeds,
  type QuotaNeed,
  type QuotaNeeds,
} from "../../../components/config/cost/quotas";
import type { Prices } from "../../../components/config/prices";
import type { Registration, RunResult } from "./registration";
import type { Mended, Undecided, Violation } from "./violation";

export type { Violation } from "./violation";
import { readable, redactor, sortKeys, type Json } from "./wire";

/** One resource as the program registered it: inputs as written, before any provider's defaults. */
export interface PreviewResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** The parent's URN; null for the stack itself. */
  readonly parent: string | null;
  /** The explicit provider's URN; null for components and where no provider was given. */
  readonly provider: string | null;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly protect: boolean;
  readonly retainOnDelete: boolean;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/** What `towpath preview <env> --json` prints (docs/design.md, "Preview report"). */
export interface PreviewReport {
  readonly environment: string;
  readonly project: string;
  readonly stack: string;
  readonly durationMs: number;
  readonly summary: {
    readonly resources: number;
    /** Type token → how many. */
    readonly byType: Readonly<Record<string, number>>;
    readonly violations: {
      readonly mandatory: number;
      readonly advisory: number;
      readonly exempted: number;
    };
  };
  /** Sorted by URN. */
  readonly resources: readonly PreviewResource[];
  readonly violations: readonly Violation[];
  /** What rules cannot tell before a deployment. */
  readonly undecided: readonly Undecided[];
  /** What rules put right in the plan, where the posture warns: the sources still say it otherwise. */
  readonly mended: readonly Mended[];
  /** What a month costs at the list prices of stacks/prices.yaml. */
  readonly estimate: Estimate;
  /** Service quotas that it needs at its largest. */
  readonly quotas: readonly QuotaNeed[];
  /** Resources whose need of quotas only a deployment tells. */
  readonly quotasNotKnown: QuotaNeeds["unknown"];
  /** What the program exports. */
  readonly outputs: Readonly<Record<string, Json>>;
}

/** Who the report is about. */
export interface ReportHead {
  readonly environment: string;
  readonly project: string;
  readonly durationMs: number;
}

/** The part of a report that follows from the resources alone. */
export type PlannedPart = Pick<
  PreviewReport,
  "resources" | "estimate" | "quotas" | "quotasNotKnown"
>;

/** Makes that part. */
export function plannedPart(
  registrations: readonly Registration[],
  secrets: ReadonlySet<string>,
  prices: Prices,
): PlannedPart {
  const redact = redactor(secrets);
  const resources = registrations.map((one) => reportResource(one, redact)).sort(byUrn);
  const quotas = quotaNeeds(resources);
  return {
    resources,
    estimate: estimateOf(resources, prices),
    quotas: quotas.needs,
    quotasNotKnown: quotas.unknown,
  };
}

/**
 * Makes the report of a finished run. Everything is sorted and no secret is in it, so that two runs
 * of one program give the same bytes but for `durationMs`.
 * @param planned what {@link plannedPart} made of the same registrations
 */
export function makeReport(
  head: ReportHead,
  run: RunResult,
  { resources, estimate, quotas, quotasNotKnown }: PlannedPart,
): PreviewReport {
  const redact = redactor(run.secrets);
  const violations = run.violations
    .map((one) => ({
      ...one,
      message: redact(one.message),
      remediation: redact(one.remediation),
    }))
    .sort(byPlace)
    // A rule that looks at two versions of one thing finds the same fault in both: one is enough.
    .filter((one, at, all) => at === 0 || !same(one, all[at - 1]));
  const byType: Record<string, number> = {};
  for (const { type } of resources) byType[type] = (byType[type] ?? 0) + 1;
  const standing = violations.filter(({ exempted }) => exempted === undefined);
  return {
    environment: head.environment,
    project: head.project,
    stack: head.environment,
    durationMs: Math.round(head.durationMs),
    summary: {
      resources: resources.length,
      byType: sortKeys(byType),
      violations: {
        mandatory: standing.filter(({ enforcement }) => enforcement === "mandatory").length,
        advisory: standing.filter(({ enforcement }) => enforcement === "advisory").length,
        exempted: violations.length - standing.length,
      },
    },
    resources,
    violations,
    undecided: run.undecided
      .map((one) => ({ ...one, message: redact(one.message) }))
      .sort(byPolicy),
    mended: [...run.mended].sort((a, b) => compare(a.policy, b.policy) || byUrn(a, b)),
    estimate,
    quotas,
    quotasNotKnown,
    outputs: readable(run.outputs, redact),
  };
}

function reportResource(one: Registration, redact: (text: string) => string): PreviewResource {
  return {
    urn: one.urn,
    type: one.type,
    name: one.name,
    parent: one.parent === "" ? null : one.parent,
    // The reference on the wire is `urn::id`; the id is unknown in a preview.
    provider: one.provider === "" ? null : one.provider.split("::").slice(0, -1).join("::"),
    inputs: readable(one.inputs, redact),
    protect: one.protect,
    retainOnDelete: one.retainOnDelete,
    dependencies: [...one.dependencies].sort(),
    propertyDependencies: sortKeys(
      Object.fromEntries(
        Object.entries(one.propertyDependencies).flatMap(([key, urns]) =>
          urns.length === 0 ? [] : [[key, [...urns].sort()]],
        ),
      ),
    ),
  };
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byUrn = (a: { urn: string }, b: { urn: string }) => compare(a.urn, b.urn);
const same = (a: Violation, b: Violation | undefined) =>
  a.enforcement === b?.enforcement && byPlace(a, b) === 0;
const byPolicy = (a: Undecided, b: Undecided) =>
  compare(a.policy, b.policy) || byUrn(a, b) || compare(a.message, b.message);
const byPlace = (a: Violation, b: Violation) =>
  compare(a.enforcement === "mandatory" ? "0" : "1", b.enforcement === "mandatory" ? "0" : "1") ||
  byUrn(a, b) ||
  compare(a.pack, b.pack) ||
  compare(a.policy, b.policy) ||
  compare(a.message, b.message);
