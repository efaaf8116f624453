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
  /**
   * The last part of the type and the name of what is changed: `BucketVersioning
   * buckets-logs-versioning`. With more of the type where two would be meant (`eks/cluster:Cluster
   * cluster`), and `*` at the end in place of a digest.
   */
  readonly at: string;
  /** The policy that must catch it. */
  readonly policy: string;
  /** Others that must speak up too, because the one mistake breaks them as well. */
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

/** `spec.template.spec.containers.0.image`, or a list where a key has dots: `["labels", "towpath.dev/owner"]`. */
export type Path = string | readonly string[];

/** Sets the value at a path; maps on the way that are not there are made. */
export function set(path: Path, value: Json): Change {
  return edit((inputs) => {
    const { map, key } = placeOf(inputs, path);
    map[key] = value;
  });
}

/** Takes away what is at a path; it must be there. */
export function unset(path: Path): Change {
  return edit((inputs) => {
    const { map, key } = placeOf(inputs, path);
    if (map[key] === undefined)
      throw new Error(`there is nothing at ${stepsOf(path).join(".")} to take away`);
    if (Array.isArray(map)) map.splice(Number(key), 1);
    else Reflect.deleteProperty(map, key);
  });
}

/** Adds to the end of the list at a path, which is made where there is none. */
export function add(path: Path, value: Json): Change {
  return edit((inputs) => {
    const { map, key } = placeOf(inputs, path);
    map[key] ??= [];
    const list = map[key];
    if (!Array.isArray(list)) throw new Error(`${stepsOf(path).join(".")} is no list`);
    map[key] = [...(list as Json[]), value];
  });
}

/** The resource is not there. */
export const gone: Change = () => [];

/** Changes what is no input: its provider, `protect`. */
export function option(changes: Partial<Registration>): Change {
  return (one) => [{ ...one, ...changes }];
}

/** Input → what its value comes from: names such as `Bucket buckets-logs`. */
export type Sources = Readonly<Record<string, readonly string[]>>;

/** Another resource beside it, under the same parent and provider. */
export function beside(type: string, name: string, inputs: Draft, sources: Sources = {}): Change {
  return (one, program) => {
    const [head, project, types = ""] = one.urn.split("::");
    const chain = [...types.split("$").slice(0, -1), type].join("$");
    const added: Registration = {
      ...one,
      type,
      name,
      urn: [head, project, chain, name].join("::"),
      inputs,
      protect: false,
      dependencies: [],
      propertyDependencies: urnsOf(sources, program),
    };
    return [one, added];
  };
}

/** Inputs come from other resources than before; a deployment would tell their values. */
export function comesFrom(sources: Sources): Change {
  return (one, program) => [
    { ...one, propertyDependencies: { ...one.propertyDependencies, ...urnsOf(sources, program) } },
  ];
}

/** Several changes to one resource, one after the other. */
export function all(...changes: readonly Change[]): Change {
  return (one, program) =>
    changes.reduce<readonly Registration[]>(
      ([first, ...more], change) =>
        first === undefined ? more : [...change(first, program), ...more],
      [one],
    );
}

function urnsOf(sources: Sources, program: Program): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(sources).map(([input, names]) => [
      input,
      names.map((name) => find(program, name).urn),
    ]),
  );
}

/** What holds the value at a path, and under which key. */
function placeOf(inputs: Draft, path: Path): { map: Draft; key: string } {
  const steps = stepsOf(path);
  let map = inputs;
  for (const step of steps.slice(0, -1)) {
    map[step] ??= {};
    const next = map[step];
    if (typeof next !== "object") throw new Error(`${steps.join(".")} leads through a value`);
    map = next as Draft;
  }
  return { map, key: steps.at(-1) ?? "" };
}

function stepsOf(path: Path): readonly string[] {
  return typeof path === "string" ? path.split(".") : path;
}

/** A program with one mistake in it, and what was changed. */
export interface Mutated {
  readonly program: Program;
  readonly changed: readonly Registration[];
}

/** Makes the mistake. @throws Error where there is no such resource, or more than one */
export function mutate(program: Program, mutation: Mutation): Mutated {
  const target = find(program, mutation.at);
  if (mutation.change === undefined) return { program, changed: [target] };
  const changed = mutation.change(target, program);
  return {
    program: program.flatMap((one) => (one === target ? changed : [one])),
    changed: changed.filter((one) => one !== target),
  };
}

/** The one resource of a name. @throws Error where there is none, or more than one */
export function find(program: Program, name: string): Registration {
  const found = program.filter((one) => isCalled(one, name));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${found.length} resources are called "${name}"; expected one`);
  }
  return only;
}

/** `BucketVersioning buckets-logs-versioning`, `eks/cluster:Cluster cluster`, `Deployment mlflow-*`. */
function isCalled({ type, name }: Registration, wanted: string): boolean {
  const full = `:${type} ${name}`;
  if (!wanted.endsWith("*")) return full.endsWith(`:${wanted}`);
  const start = full.lastIndexOf(`:${wanted.slice(0, -1)}`);
  // Only in front of the name: a type further up is none of its own.
  return start >= 0 && !full.slice(start + wanted.length).includes(" ");
}
