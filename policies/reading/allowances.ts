import { z } from "zod";

/** One thing that a rule forbids, and one component cannot work without. */
export interface Allowance {
  /** Type of the component that declares the resource: the last but one in its URN. */
  readonly component: string;
  /** Exactly what it may: a path, a capability, a name. */
  readonly what: string;
  /** Why it needs that, and where that was read. */
  readonly reason: string;
}

/**
 * A rule's list of allowances. They belong to the platform's own software and do not expire, which is
 * what sets them apart from policies/exceptions.yaml; each is reviewed with the rule.
 * @param what what `what` is in this rule
 */
export function allowances(what: string, defaults: readonly Allowance[]) {
  const one = z.strictObject({
    component: z
      .string()
      .describe("Type of the component that declares the resource: towpath:nodes:DevicePlugin."),
    what: z.string().describe(what),
    reason: z.string().min(1).describe("Why it needs that, and where that was read."),
  });
  return z
    .array(one)
    .default([...defaults])
    .describe("What exactly which component may, and why.");
}

/** Is this allowed to the component that declares the resource? */
export function allows(list: readonly Allowance[], urn: string, what: string): boolean {
  const component = componentOf(urn);
  return list.some((one) => one.component === component && one.what === what);
}

/** The type of the component that declares a resource. Undefined for what no component does. */
export function componentOf(urn: string): string | undefined {
  return urn.split("::")[2]?.split("$").at(-2);
}
