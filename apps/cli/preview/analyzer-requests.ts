import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { Registration } from "./registration";
import { toStruct } from "./structs";
import { nameOf, typeOf } from "./urn";
import { forAnalyzer, type Properties } from "./wire";

/** Asks about one resource, before it is made. */
export function analyzeRequest(
  one: Registration,
  all: ReadonlyMap<string, Registration>,
): analyzer.AnalyzeRequest {
  return new analyzer.AnalyzeRequest()
    .setType(one.type)
    .setName(one.name)
    .setUrn(one.urn)
    .setProperties(toStruct(forAnalyzer(one.inputs) as Properties))
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
    .setProperties(toStruct(forAnalyzer({ ...one.inputs, ...outputs }) as Properties))
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
  return new analyzer.AnalyzerProviderResource()
    .setType(typeOf(urn))
    .setName(nameOf(urn))
    .setUrn(urn)
    .setProperties(toStruct(forAnalyzer(provider.inputs) as Properties));
}
