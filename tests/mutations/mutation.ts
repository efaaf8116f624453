import type { Registration } from "../../apps/cli/preview/registration";
import type { Json } from "../../apps/cli/preview/wire";
import type { Context } from "../../policies/engine/context";
import type { Program } from "./program";

/** Inputs that a mutation may change as it likes. */
export type Draft = Record<string, Json>;

/** One mistake in one place. */
export interface Mutation {
  /** The mistake, as a reviewer would say it. */
  readonly name: string;
  /** The last part of the type and the name of what is changed: `BucketVersioning buckets-logs-versioning`. */
  readonly at: string;
  /** The policy that must catch it. */
  readonly policy: string;
  /** Others that may speak up too, because the one mistake breaks them as well. */
  readonly also?: readonly string[];
  /** The shipped environment it is made in. @default "prod" */
  readonly environment?: string;
  readonly change?: Change;
  /** For mistakes in stacks/: what the rules read instead. `at` is where they must report it. */
  readonly context?: (context: Context) => Partial<Context>;
}

/** What becomes of the resource. */
export type Change = (one: Registration, program: Program) => readonly Registration[];

/** Changes inputs in a copy. */
export function edit(change: (inputs: Draft) => void): Change {
  return (one) => {
    const inputs = structuredClone(one.inputs) as Draft;
    change(inputs);
    return [{ ...one, inputs }];
  };
}

/** Sets the value at a path such as `spec.template.spec.containers.0.image`. */
export function set(path: string, value: Json): Change {
  return edit((inputs) => {
    const [last = "", ...above] = path.split(".").reverse();
    holder(inputs, above.reverse(), path)[last] = value;
  });
}

/** Takes away what is at a path; it must be there. */
export function unset(path: string): Change {
  return edit((inputs) => {
    const [last = "", ...above] = path.split(".").reverse();
    const at = holder(inputs, above.reverse(), path);
    if (at[last] === undefined) throw new Error(`there is nothing at ${path} to take away`);
    if (Array.isArray(at)) at.splice(Number(last), 1);
    else Reflect.deleteProperty(at, last);
  });
}

/** The resource is not there. */
export const gone: Change = () => [];

/** Changes what is no input: its provider, `protect`. */
export function option(changes: Partial<Registration>): Change {
  return (one) => [{ ...one, ...changes }];
}

/** Another resource beside it, under the same parent. */
export function beside(type: string, name: string, inputs: Draft): Change {
  return (one) => [
    one,
    {
      ...one,
      type,
      name,
      urn: `${one.urn.split("::").slice(0, 2).join("::")}::${type}::${name}`,
      inputs,
      dependencies: [],
      propertyDependencies: {},
    },
  ];
}

function holder(inputs: Draft, above: readonly string[], path: string): Draft {
  let at: unknown = inputs;
  for (const key of above) {
    const map = at as Draft;
    map[key] ??= {};
    at = map[key];
    if (typeof at !== "object" || at === null) throw new Error(`${path} leads through a value`);
  }
  return at as Draft;
}

/** A program with one mistake in it, and what was changed. */
export interface Mutated {
  readonly program: Program;
  readonly changed: readonly Registration[];
}

/** Makes the mistake. @throws Error where there is no such resource, or more than one */
export function mutate(program: Program, mutation: Mutation): Mutated {
  const found = program.filter((one) => titleOf(one) === mutation.at);
  const [target] = found;
  if (target === undefined || found.length > 1) {
    throw new Error(`${mutation.name}: ${found.length} resources are called "${mutation.at}"`);
  }
  if (mutation.change === undefined) return { program, changed: [target] };
  const changed = mutation.change(target, program);
  return {
    program: program.flatMap((one) => (one === target ? changed : [one])),
    changed: changed.filter((one) => one !== target),
  };
}

/** `BucketVersioning buckets-logs-versioning`. */
export function titleOf({ type, name }: Registration): string {
  return `${type.split(":").at(-1) ?? type} ${name}`;
}
