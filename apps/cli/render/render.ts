import { RefusedError } from "../../../lib/errors";
import type { Registration, RunResult } from "../preview/registration";
import { describe } from "../preview/urn";
import { leavesOf, type Manifest, titleOf } from "./manifest";
import { ObjectMaker } from "./objects";
import { dependenciesFirst, rankOf } from "./order";
import { kebab, type Placeholder, type Placeholders } from "./placeholders";
import { publicWords } from "./public-words";
import { usedKeys } from "./used-keys";
import { checkValues, fillIn, type Values } from "./values";

/** One object, in the order of application. */
export interface Rendered {
  /** `017-deployment-tracking-mlflow.yaml` */
  readonly file: string;
  readonly urn: string;
  readonly object: Manifest;
}

/** A resource of Kubernetes that has no file, and why. */
export interface NotRendered {
  readonly urn: string;
  readonly reason: string;
}

/** A placeholder that is left, and everywhere it stands. */
export interface Unresolved extends Placeholder {
  readonly places: readonly { readonly file: string; readonly path: string }[];
}

/** The Kubernetes half of an environment. */
export interface Render {
  readonly objects: readonly Rendered[];
  /** By name. */
  readonly unresolved: readonly Unresolved[];
  readonly notRendered: readonly NotRendered[];
}

/** What a render is made with. */
export interface RenderOptions {
  /** Those that answered the run's registrations. */
  readonly placeholders: Placeholders;
  readonly values: Values;
  /** What messages call the file of the values. */
  readonly valuesFile: string;
}

/**
 * Makes the objects of a finished run, closed and in the order of application.
 * @throws RefusedError when two resources declare one object; InputError for values that do not fit
 */
export function makeRender(run: RunResult, options: RenderOptions): Render {
  const { placeholders, values } = options;
  const kubernetes = dependenciesFirst(run.registrations).filter(
    ({ type, custom }) => custom && type.startsWith("kubernetes:"),
  );
  const whyNot = new Map(kubernetes.map((one) => [one, reasonAgainst(one)]));
  const rendered = kubernetes.filter((one) => whyNot.get(one) === undefined);

  const words = publicWords(run.registrations);
  const secrets = [...run.secrets].filter(
    (text) => !words.has(text) && placeholders.get(text)?.secret !== false,
  );
  const maker = new ObjectMaker(placeholders, (text) => secrets.some((one) => text.includes(one)));
  // Twice: what a Secret's keys are, if it does not say so itself, its readers say.
  const first = rendered.map((one) => maker.make(one, []));
  const keys = usedKeys(first);
  const objects = rendered.map((registration, at) => {
    const { kind, metadata } = first[at] ?? { kind: "", metadata: { name: "" } };
    const own = keys.get(`${kind} ${metadata.namespace ?? ""}/${metadata.name}`) ?? [];
    return { urn: registration.urn, object: maker.make(registration, own) };
  });
  refuseDoubles(objects);

  const open = (object: Manifest) =>
    leavesOf(object).flatMap(({ path, text }) =>
      placeholders.in(text).map((placeholder) => ({ placeholder, path })),
    );
  const used = objects.flatMap(({ object }) => open(object).map((one) => one.placeholder.name));
  checkValues(values, { file: options.valuesFile, used: [...new Set(used)], placeholders });
  const filled = objects.map((one) => ({
    ...one,
    object: fillIn(one.object, values, options.valuesFile),
  }));
  const named = inOrder(filled);
  return {
    objects: named,
    unresolved: gather(
      named.flatMap(({ file, object }) => open(object).map((one) => ({ ...one, file }))),
    ),
    notRendered: kubernetes.flatMap((one) => {
      const reason = whyNot.get(one);
      return reason === undefined ? [] : [{ urn: one.urn, reason }];
    }),
  };
}

/** Why a resource has no file; undefined when it is an object. */
function reasonAgainst({ type, inputs }: Registration): string | undefined {
  if (type.startsWith("kubernetes:helm.sh/")) {
    return "a Helm release: give your GitOps tool the same chart, version and values";
  }
  if (typeof inputs.kind !== "string" || typeof inputs.apiVersion !== "string") {
    return "only read, or made of other files: it must be there already";
  }
  if (type.endsWith("Patch")) {
    return "a change to an object that somebody else makes: apply it by hand, once";
  }
  if (type.endsWith("List")) return "a list: declare its items one by one";
  return undefined;
}

function refuseDoubles(objects: readonly { urn: string; object: Manifest }[]): void {
  const seen = new Map<string, string>();
  for (const { urn, object } of objects) {
    const title = `${object.apiVersion} ${titleOf(object)}`;
    const other = seen.get(title);
    if (other !== undefined) {
      throw new RefusedError(
        `${describe(other)} and ${describe(urn)} are one object in a render: ${titleOf(object)}`,
        {
          hint: "A render names an object after its resource, without Pulumi's random letters. Give one of the resources another name, or metadata.name.",
        },
      );
    }
    seen.set(title, urn);
  }
}

/** In the order of kinds; within that they are in the order of dependencies already. */
function inOrder(objects: readonly { urn: string; object: Manifest }[]): Rendered[] {
  const sorted = objects
    .map((one, at) => ({ ...one, at }))
    .sort((a, b) => rankOf(a.object) - rankOf(b.object) || a.at - b.at);
  const digits = Math.max(3, String(sorted.length).length);
  return sorted.map(({ urn, object }, at) => {
    const { namespace = "", name } = object.metadata;
    const words = [object.kind.toLowerCase(), kebab(namespace), kebab(name)].filter(
      (word) => word !== "",
    );
    return { file: `${String(at).padStart(digits, "0")}-${words.join("-")}.yaml`, urn, object };
  });
}

function gather(
  found: readonly { placeholder: Placeholder; file: string; path: string }[],
): Unresolved[] {
  const byName = new Map<string, Unresolved>();
  for (const { placeholder, file, path } of found) {
    const places = [...(byName.get(placeholder.name)?.places ?? []), { file, path }];
    byName.set(placeholder.name, { ...placeholder, places });
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
