import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Registration } from "./registration";
import { toStruct } from "./structs";
import { nameOf, typeOf } from "./urn";
import { forAnalyzer, type Properties } from "./wire";

/**
 * What is asked twice, about the resource and about the stack, and a provider's properties with each of
 * its resources, is made into messages once: that is a tenth of a preview.
 */
const structs = new WeakMap<Properties, Struct>();
const providers = new WeakMap<Registration, analyzer.AnalyzerProviderResource>();

function structOf(properties: Properties): Struct {
  let struct = structs.get(properties);
  if (struct === undefined) {
    struct = toStruct(forAnalyzer(properties) as Properties);
    structs.set(properties, struct);
  }
  return struct;
}

/** Asks about one resource, before it is made. */
export function analyzeRequest(
  one: Registration,
  all: ReadonlyMap<string, Registration>,
): analyzer.AnalyzeRequest {
  return new analyzer.AnalyzeRequest()
    .setType(one.type)
    .setName(one.name)
    .setUrn(one.urn)
    .setProperties(structOf(one.inputs))
    .setOptions(optionsOf(one))
    .setProvider(providerOf(one, all));
}

/** One resource of the question about the whole stack. */
export function stackResource(
  one: Registration,
  outputs: Properties | undefined,
  all: ReadonlyMap<string, Registration>,
): analyzer.AnalyzerResource {
  const resource = new analyzer.AnalyzerResource()
    .setType(one.type)
    .setName(one.name)
    .setUrn(one.urn)
    .setParent(one.parent)
    .setDependenciesList([...one.dependencies])
    .setProperties(structOf(outputs === undefined ? one.inputs : { ...one.inputs, ...outputs }))
    .setOptions(optionsOf(one))
    .setProvider(providerOf(one, all));
  for (const [key, urns] of Object.entries(one.propertyDependencies)) {
    resource
      .getPropertydependenciesMap()
      .set(key, new analyzer.AnalyzerPropertyDependencies().setUrnsList([...urns]));
  }
  return resource;
}

/** Compulsory, even empty: without it the SDK asks for a newer Pulumi. */
function optionsOf(one: Registration): analyzer.AnalyzerResourceOptions {
  return new analyzer.AnalyzerResourceOptions()
    .setProtect(one.protect)
    .setIgnorechangesList([...one.ignoreChanges])
    .setDeletebeforereplace(one.deleteBeforeReplace)
    .setAdditionalsecretoutputsList([...one.additionalSecretOutputs])
    .setAliasesList([...one.aliases])
    .setParent(one.parent)
    .setCustomtimeouts(new analyzer.AnalyzerResourceOptions.CustomTimeouts());
}

function providerOf(
  one: Registration,
  all: ReadonlyMap<string, Registration>,
): analyzer.AnalyzerProviderResource | undefined {
  const urn = one.provider.split("::").slice(0, -1).join("::");
  const provider = all.get(urn);
  if (provider === undefined) return undefined;
  let message = providers.get(provider);
  if (message === undefined) {
    message = new analyzer.AnalyzerProviderResource()
      .setType(typeOf(urn))
      .setName(nameOf(urn))
      .setUrn(urn)
      .setProperties(structOf(provider.inputs));
    providers.set(provider, message);
  }
  return message;
}
