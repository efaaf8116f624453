import pc from "picocolors";
import type { Estimate } from "../../../components/config/cost/estimate-types";
import type { QuotaNeed } from "../../../components/config/cost/quotas";
import { sum } from "../../../components/config/cost/range";
import type { CostChange } from "./cost-change";
import { dateRange, dollarChange, dollarRange } from "./money";
import type { PreviewReport } from "./report";

/** Components that get a line of their own. */
const SHOWN = 4;

/** The estimate and the quotas for a terminal: about ten lines, none where nothing costs. */
export function costLines(report: PreviewReport): string[] {
  return [...estimateLines(report.estimate), ...quotaLines(report)];
}

function estimateLines(estimate: Estimate): string[] {
  const { components, asOf, unpriced, usageBased } = estimate;
  const leftOut = [
    unpriced.length === 0
      ? ""
      : pc.yellow(`no price of ${listed(unpriced.map(({ what }) => what))}`),
    usageBased.length === 0 ? "" : "what is billed by use",
  ].filter((part) => part !== "");
  if (components.length === 0 && leftOut.length === 0) return [];
  const shown = components.slice(0, SHOWN).map((one) => [one.component, one.perMonth] as const);
  const rest = components.slice(SHOWN);
  const rows = [
    ...shown,
    ...(rest.length === 0
      ? []
      : [[`${rest.length} more`, sum(rest.map((one) => one.perMonth))] as const]),
  ];
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  const when = asOf === null ? "" : `list prices of ${dateRange(asOf)}, `;
  return [
    "",
    `${pc.bold("Estimate")}: ${pc.bold(dollarRange(estimate.perMonth))} a month ${pc.dim(`(${when}an estimate, not a bill)`)}`,
    ...rows.map(([name, amount]) => `  ${name.padEnd(width)}  ${dollarRange(amount)}`),
    ...(leftOut.length === 0 ? [] : [`  ${pc.dim("not in it:")} ${leftOut.join("; ")}`]),
  ];
}

/** Instances always; the rest only where AWS's default is not enough. */
function quotaLines({ quotas, quotasNotKnown }: PreviewReport): string[] {
  const shown = quotas.filter((one) => one.unit === "vCPU" || one.request !== null);
  if (shown.length === 0 && quotasNotKnown.length === 0) return [];
  const rows = shown.map((one) => [quantity(one), shortName(one.name), one.code, byDefault(one)]);
  const width = (column: number) => Math.max(0, ...rows.map((row) => (row[column] ?? "").length));
  const widths = [0, 1, 2].map(width);
  const others = quotas.length - shown.length;
  return [
    `${pc.bold("Quotas")} needed at the largest size ${pc.dim("(commands to see and ask: --json, --out)")}`,
    ...rows.map((row) => {
      const cells = widths.map((each, column) => (row[column] ?? "").padEnd(each));
      return `  ${cells.join("  ")}  ${pc.dim(row[3] ?? "")}`;
    }),
    ...(others === 0 ? [] : [pc.dim(`  ${others} more within AWS's defaults`)]),
    ...quotasNotKnown.map(({ urn, reason }) =>
      pc.yellow(`  ${urn.split("::").at(-1) ?? urn}: ${reason}`),
    ),
  ];
}

/** One is the unit as it stands, and so are any number of vCPU. */
const PLURAL: Readonly<Record<QuotaNeed["unit"], string>> = {
  vCPU: "vCPU",
  address: "addresses",
  VPC: "VPCs",
  gateway: "gateways",
};

/** `24 vCPU, 48 in updates`. */
export function quantity({ needed, duringUpdate, unit }: QuotaNeed): string {
  return `${needed} ${needed === 1 ? unit : PLURAL[unit]}${duringUpdate === 0 ? "" : `, ${needed + duringUpdate} in updates`}`;
}

/** `AWS's default: 5`, or what is known instead. */
export function byDefault(need: QuotaNeed): string {
  return need.default === null ? "new accounts often have 0" : `AWS's default: ${need.default}`;
}

/** Without the list of families, which is longer than a line. */
function shortName(name: string): string {
  return name.replace(/ \([^)]*\)/, "");
}

/** What a change does to the estimate; one line where it does nothing. */
export function costChangeLines(cost: CostChange): string[] {
  const { before, after, components, newlyUnpriced } = cost;
  const none = components.length === 0 && newlyUnpriced.length === 0;
  return [
    none
      ? `${pc.bold("Estimate")}: ${dollarRange(after)} a month, as before`
      : `${pc.bold("Estimate")}: ${dollarRange(before)} → ${dollarRange(after)} a month (${dollarChange(cost.change)})`,
    ...components.map((one) => `    ${one.component}: ${dollarChange(one.change)}`),
    ...newlyUnpriced.map((what) => pc.yellow(`    no price: ${what}`)),
  ];
}

function listed(names: readonly string[]): string {
  const [first = "", ...others] = [...new Set(names)];
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
