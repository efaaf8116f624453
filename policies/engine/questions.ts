import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type {
  AnalyzeRequest,
  AnalyzerProviderResource,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
} from "@pulumi/pulumi/proto/analyzer_pb";

/** How a question becomes a message: a part of the service that may be replaced before it is served. */
interface Readers {
  readonly analyze: { requestDeserialize: (bytes: Buffer) => AnalyzeRequest };
  readonly analyzeStack: { requestDeserialize: (bytes: Buffer) => AnalyzeStackRequest };
}

/**
 * Makes the SDK decode each field of the engine's questions once. It asks the message for all of them
 * anew for every rule, which with all rules of this pack took a tenth of its time
 * (docs/decisions/0008-policy-engine.md). To be called once, before the pack is served.
 */
export function decodeOnce(service: Readers = AnalyzerService): void {
  const { analyze, analyzeStack } = service;
  const resource = analyze.requestDeserialize;
  analyze.requestDeserialize = (bytes) => resourceOf(resource(bytes)) as unknown as AnalyzeRequest;
  const stack = analyzeStack.requestDeserialize;
  analyzeStack.requestDeserialize = (bytes) => {
    const resources = stack(bytes).getResourcesList().map(stackResourceOf);
    const fields = { getResourcesList: () => resources };
    return fields as unknown as AnalyzeStackRequest;
  };
}

/** What the SDK asks about a resource, in both kinds of question. */
function resourceOf(message: AnalyzeRequest | AnalyzerResource) {
  const type = message.getType();
  const name = message.getName();
  const urn = message.getUrn();
  const properties = message.getProperties();
  const options = optionsOf(message.getOptions());
  const provider = providerOf(message.getProvider());
  return {
    getType: () => type,
    getName: () => name,
    getUrn: () => urn,
    getProperties: () => properties,
    getOptions: () => options,
    getProvider: () => provider,
  };
}

/** The same with what connects it to the other resources of its stack. */
function stackResourceOf(message: AnalyzerResource) {
  const parent = message.getParent();
  const dependencies = message.getDependenciesList();
  const sources = Array.from(message.getPropertydependenciesMap().entries(), ([key, value]) => {
    const urns = value.getUrnsList();
    return [key, { getUrnsList: () => urns }] as const;
  });
  const bySource = { entries: () => sources };
  return {
    ...resourceOf(message),
    getParent: () => parent,
    getDependenciesList: () => dependencies,
    getPropertydependenciesMap: () => bySource,
  };
}

function optionsOf(message: AnalyzerResourceOptions | undefined) {
  // The SDK says what is wrong with an engine that sends none.
  if (message === undefined) return undefined;
  const protect = message.getProtect();
  const ignoreChanges = message.getIgnorechangesList();
  const aliases = message.getAliasesList();
  const secretOutputs = message.getAdditionalsecretoutputsList();
  const replaceDefined = message.getDeletebeforereplacedefined();
  const replace = message.getDeletebeforereplace();
  const parent = message.getParent();
  const timeouts = timeoutsOf(message.getCustomtimeouts());
  return {
    getProtect: () => protect,
    getIgnorechangesList: () => ignoreChanges,
    getAliasesList: () => aliases,
    getAdditionalsecretoutputsList: () => secretOutputs,
    getDeletebeforereplacedefined: () => replaceDefined,
    getDeletebeforereplace: () => replace,
    getParent: () => parent,
    getCustomtimeouts: () => timeouts,
  };
}

function timeoutsOf(message: AnalyzerResourceOptions.CustomTimeouts | undefined) {
  if (message === undefined) return undefined;
  const create = message.getCreate();
  const update = message.getUpdate();
  const remove = message.getDelete();
  return {
    getCreate: () => create,
    getUpdate: () => update,
    getDelete: () => remove,
  };
}

function providerOf(message: AnalyzerProviderResource | undefined) {
  if (message === undefined) return undefined;
  const type = message.getType();
  const name = message.getName();
  const urn = message.getUrn();
  const properties = message.getProperties();
  return {
    getType: () => type,
    getName: () => name,
    getUrn: () => urn,
    getProperties: () => properties,
  };
}
