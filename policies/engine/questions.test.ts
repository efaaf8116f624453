import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import struct from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it, vi } from "vitest";
import { decodeOnce } from "./questions";
import { analyzeRequest, analyzeStackRequest } from "./testing-server";

/** The service's two readers, as they are and as they are made here. */
const readers = () => ({
  analyze: { ...AnalyzerService.analyze },
  analyzeStack: { ...AnalyzerService.analyzeStack },
});
const theirs = readers();
const ours = readers();
decodeOnce(ours);

const properties = (value: object) => struct.Struct.fromJavaScript(value as never);

const options = () =>
  new analyzer.AnalyzerResourceOptions()
    .setProtect(true)
    .setIgnorechangesList(["tags"])
    .setAliasesList(["urn:old"])
    .setAdditionalsecretoutputsList(["password"])
    .setDeletebeforereplacedefined(true)
    .setDeletebeforereplace(true)
    .setParent("urn:parent")
    .setCustomtimeouts(
      new analyzer.AnalyzerResourceOptions.CustomTimeouts().setCreate(1).setUpdate(2).setDelete(3),
    );

const provider = () =>
  new analyzer.AnalyzerProviderResource()
    .setType("pulumi:providers:aws")
    .setName("aws")
    .setUrn("urn:aws")
    .setProperties(properties({ region: "eu-central-1" }));

const resourceQuestion = () =>
  new analyzer.AnalyzeRequest()
    .setType("aws:rds/instance:Instance")
    .setName("db")
    .setUrn("urn:db")
    .setProperties(properties({ engine: "postgres", size: 3 }))
    .setOptions(options())
    .setProvider(provider());

function stackQuestion(): analyzer.AnalyzeStackRequest {
  const parent = new analyzer.AnalyzerResource()
    .setType("towpath:data:Database")
    .setName("parent")
    .setUrn("urn:parent")
    .setProperties(properties({}))
    .setOptions(new analyzer.AnalyzerResourceOptions());
  const child = new analyzer.AnalyzerResource()
    .setType("aws:rds/instance:Instance")
    .setName("db")
    .setUrn("urn:db")
    .setParent("urn:parent")
    .setDependenciesList(["urn:parent"])
    .setProperties(properties({ engine: "postgres" }))
    .setOptions(options())
    .setProvider(provider());
  child
    .getPropertydependenciesMap()
    .set("engine", new analyzer.AnalyzerPropertyDependencies().setUrnsList(["urn:parent"]));
  return new analyzer.AnalyzeStackRequest().setResourcesList([parent, child]);
}

/** What a rule is given, without what leads back to where it came from. */
function seen({ type, name, urn, props, opts, provider }: ResourceValidationArgs | PolicyResource) {
  return structuredClone({
    ...{ type, name, urn, opts },
    props: { ...props },
    provider: provider && { ...provider, props: { ...provider.props } },
  });
}

const connected = (one: PolicyResource) => ({
  ...seen(one),
  parent: one.parent?.urn,
  dependencies: one.dependencies.map(({ urn }) => urn),
  sources: Object.entries(one.propertyDependencies).map(([key, from]) => [
    key,
    from.map(({ urn }) => urn),
  ]),
});

const policy = { description: "Looks.", enforcementLevel: "mandatory" as const };

async function seenOfResource(read: (bytes: Buffer) => analyzer.AnalyzeRequest) {
  const all: unknown[] = [];
  const asked = read(Buffer.from(resourceQuestion().serializeBinary()));
  const rule = (name: string) => ({
    ...{ ...policy, name },
    validateResource: (args: ResourceValidationArgs) => void all.push(seen(args)),
  });
  await analyzeRequest([rule("one"), rule("two")], asked);
  return all;
}

async function seenOfStack(
  read: (bytes: Buffer) => analyzer.AnalyzeStackRequest,
  question = Buffer.from(stackQuestion().serializeBinary()),
) {
  const all: unknown[] = [];
  const asked = read(question);
  const rule = (name: string) => ({
    ...{ ...policy, name },
    validateStack: ({ resources }: { resources: PolicyResource[] }) =>
      void all.push(resources.map(connected)),
  });
  await analyzeStackRequest([rule("one"), rule("two")], asked);
  return all;
}

describe("a question whose fields are decoded once", () => {
  it("shows every rule the same resource as the engine's message", async () => {
    const expected = await seenOfResource(theirs.analyze.requestDeserialize);
    expect(expected).toHaveLength(2);
    expect(JSON.stringify(expected)).toContain('"ignoreChanges":["tags"]');
    expect(await seenOfResource(ours.analyze.requestDeserialize)).toEqual(expected);
  });

  it("shows every rule the same stack, with what connects it", async () => {
    const expected = await seenOfStack(theirs.analyzeStack.requestDeserialize);
    expect(expected).toHaveLength(2);
    expect(JSON.stringify(expected)).toContain('"sources":[["engine",["urn:parent"]]]');
    expect(await seenOfStack(ours.analyzeStack.requestDeserialize)).toEqual(expected);
  });

  it("asks the message no more, whatever the number of rules", async () => {
    const question = Buffer.from(stackQuestion().serializeBinary());
    const decoded = vi.spyOn(analyzer.AnalyzerResource.prototype, "getDependenciesList");
    await seenOfStack(theirs.analyzeStack.requestDeserialize, question);
    expect(decoded).toHaveBeenCalledTimes(4);
    decoded.mockClear();
    await seenOfStack(ours.analyzeStack.requestDeserialize, question);
    expect(decoded).toHaveBeenCalledTimes(2);
    decoded.mockRestore();
  });

  it("leaves it to the SDK to say what an engine that is too old lacks", async () => {
    const bytes = Buffer.from(resourceQuestion().setOptions(undefined).serializeBinary());
    const asked = ours.analyze.requestDeserialize(bytes);
    const rule = { ...policy, name: "one", validateResource: () => undefined };
    await expect(analyzeRequest([rule], asked)).rejects.toThrow(
      "more recent version of the Pulumi",
    );
  });
});
