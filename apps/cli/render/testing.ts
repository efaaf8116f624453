import type { Registration, RunResult } from "../preview/registration";
import type { Properties } from "../preview/wire";
import { Placeholders } from "./placeholders";
import { makeRender, type Render } from "./render";
import type { Values } from "./values";

/** A registration of an object, with what the test says. */
export function registered(
  kind: string,
  name: string,
  inputs: Properties = {},
  more: Partial<Registration> = {},
): Registration {
  const type = `kubernetes:core/v1:${kind}`;
  return {
    urn: `urn:pulumi:prod::towpath::${type}::${name}`,
    type,
    name,
    parent: "",
    provider: "",
    custom: true,
    inputs: { apiVersion: "v1", kind, ...inputs },
    protect: false,
    retainOnDelete: false,
    deleteBeforeReplace: false,
    dependencies: [],
    propertyDependencies: {},
    aliases: [],
    ignoreChanges: [],
    additionalSecretOutputs: [],
    ...more,
  };
}

/** A render of these registrations. */
export function renderOf(
  registrations: readonly Registration[],
  {
    secrets = [],
    values = {},
    placeholders = new Placeholders(),
  }: { secrets?: readonly string[]; values?: Values; placeholders?: Placeholders } = {},
): Render {
  const run: RunResult = {
    registrations,
    violations: [],
    undecided: [],
    mended: [],
    rules: [],
    outputs: {},
    secrets: new Set(secrets),
    warnings: [],
  };
  return makeRender(run, { placeholders, values, valuesFile: "values.yaml" });
}
