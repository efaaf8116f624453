import type { IdentityChange } from "../access/access-change";
import { costChange, type CostChange } from "./cost-change";
import type { PreviewReport, PreviewResource } from "./report";
import type { Registration } from "./registration";
import { replaces } from "./replace-table";
import type { PolicyRule } from "./violation";
import type { Json } from "./wire";

/** What a change does to a resource. */
export type Operation = "add" | "change" | "replace" | "delete";

/** One property that differs. */
export interface PropertyChange {
  /** `versioningConfiguration.status`. */
  readonly path: string;
  /** Undefined where the property is new or gone. */
  readonly before?: Json;
  readonly after?: Json;
  /** Where it is written that this replaces the resource. */
  readonly replaces?: string;
}

/** One resource that differs. */
export interface ResourceChange {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly operation: Operation;
  /** True where only the provider knows whether the change replaces the resource. */
  readonly mayReplace: boolean;
  readonly properties: readonly PropertyChange[];
}

/** The plan's difference to another version of the program. */
export interface Difference {
  readonly against: string;
  readonly summary: Readonly<Record<Operation | "unchanged", number>>;
  readonly changes: readonly ResourceChange[];
  /** The month's estimate, before and after. */
  readonly estimate: CostChange;
  /** Who gains or loses access by stacks/access.yaml; not set where a side has no such file. */
  readonly access?: readonly IdentityChange[];
}

/** A plan: what the report shows, and what it leaves out. */
export interface Plan {
  readonly report: PreviewReport;
  readonly registrations: readonly Registration[];
  /** Every rule that judged it; none where the pack was left out. */
  readonly rules: readonly PolicyRule[];
}

/** Compares two plans, resource by resource and property by property. */
export function difference(against: string, before: Plan, after: Plan): Difference {
  const old = new Map(before.report.resources.map((one) => [one.urn, one]));
  const formerUrns = new Map(after.registrations.map((one) => [one.urn, one.aliases]));
  const ignored = new Map(after.registrations.map((one) => [one.urn, one.ignoreChanges]));
  const changes: ResourceChange[] = [];
  let unchanged = 0;
  for (const now of after.report.resources) {
    const urns = [now.urn, ...(formerUrns.get(now.urn) ?? [])];
    const found = urns.find((urn) => old.has(urn));
    const then = found === undefined ? undefined : old.get(found);
    if (found === undefined || then === undefined) {
      changes.push(changed(now, "add", []));
      continue;
    }
    old.delete(found);
    const properties = compare(then, now, ignored.get(now.urn) ?? []);
    if (properties.length === 0) unchanged++;
    else {
      const replacing = properties.some((one) => one.replaces !== undefined);
      changes.push(changed(now, replacing ? "replace" : "change", properties));
    }
  }
  for (const gone of old.values()) changes.push(changed(gone, "delete", []));
  changes.sort((a, b) => (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0));
  const count = (operation: Operation) =>
    changes.filter((one) => one.operation === operation).length;
  return {
    against,
    summary: {
      add: count("add"),
      change: count("change"),
      replace: count("replace"),
      delete: count("delete"),
      unchanged,
    },
    changes,
    estimate: costChange(before.report.estimate, after.report.estimate),
  };
}

function changed(
  one: PreviewResource,
  operation: Operation,
  properties: readonly PropertyChange[],
): ResourceChange {
  const { urn, type, name } = one;
  // A component is nothing that could be replaced; options are changed in the state alone.
  const byProvider = !type.startsWith("towpath:") && !type.startsWith("pulumi:pulumi:");
  const mayReplace =
    operation === "change" && byProvider && properties.some(({ path }) => !path.startsWith("("));
  return { urn, type, name, operation, mayReplace, properties };
}

function compare(
  then: PreviewResource,
  now: PreviewResource,
  ignored: readonly string[],
): PropertyChange[] {
  const found: PropertyChange[] = [];
  walk(then.inputs, now.inputs, "", found);
  const kept = found
    .filter(({ path }) => !ignored.some((one) => path === one || path.startsWith(`${one}.`)))
    .map((one) => {
      const source = replaces(now.type, one.path.split(/[.[]/)[0] ?? "");
      return source === undefined ? one : { ...one, replaces: source };
    });
  for (const option of ["protect", "retainOnDelete", "provider"] as const) {
    if (then[option] !== now[option]) {
      kept.push({ path: `(${option})`, before: then[option], after: now[option] });
    }
  }
  return kept;
}

function walk(
  before: Json | undefined,
  after: Json | undefined,
  path: string,
  found: PropertyChange[],
): void {
  if (before === after || JSON.stringify(before) === JSON.stringify(after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
      walk(before[key], after[key], path === "" ? key : `${path}.${key}`, found);
    }
    return;
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    before.forEach((one: Json, index) => {
      walk(one, after[index] as Json, `${path}[${index}]`, found);
    });
    return;
  }
  found.push({
    path,
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  });
}

function isRecord(value: Json | undefined): value is Readonly<Record<string, Json>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
