import * as grpc from "@grpc/grpc-js";
import plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import provider from "@pulumi/pulumi/proto/provider_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { fromStruct, toStruct } from "../../apps/cli/preview/structs";
import { simulatedAnswer } from "./simulated-answers";

/** A provider that is simulated: it knows no cloud, takes every input as it is, and makes nothing. */
export interface SimulatedProvider {
  readonly name: string;
  readonly port: number;
  stop(): void;
}

/**
 * Stands in for a provider's plugin in previews of the real engine, attached by
 * `PULUMI_DEBUG_PROVIDERS`.
 */
export async function simulateProvider(name: string, version: string): Promise<SimulatedProvider> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(ResourceProviderService, methods(version));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    name,
    port,
    stop: () => {
      server.forceShutdown();
    },
  };
}

function answer<Request, Response>(
  work: (request: Request, peer: string) => Response,
): grpc.handleUnaryCall<Request, Response> {
  return (call, callback) => {
    try {
      callback(null, work(call.request, call.getPeer()));
    } catch (error) {
      const details = error instanceof Error ? error.message : String(error);
      callback({ code: grpc.status.INVALID_ARGUMENT, details });
    }
  };
}

const nothing = answer(() => new empty.Empty());
const same = answer((request: { getNews(): Struct | undefined }): provider.CheckResponse =>
  new provider.CheckResponse().setInputs(request.getNews() ?? new Struct()),
);

function methods(version: string): grpc.UntypedServiceImplementation {
  // Two providers of one kind are two connections of the engine to this one server.
  const regions = new Map<string, string>();
  return {
    attach: nothing,
    cancel: nothing,
    getPluginInfo: answer(() => new plugin.PluginInfo().setVersion(version)),
    checkConfig: same,
    diffConfig: answer(() => new provider.DiffResponse()),
    configure: answer((request: provider.ConfigureRequest, peer) => {
      const { region } = fromStruct(request.getArgs());
      if (typeof region === "string") regions.set(peer, region);
      return new provider.ConfigureResponse().setAcceptsecrets(true).setSupportspreview(true);
    }),
    check: same,
    diff: answer(() => new provider.DiffResponse()),
    // A dry run: what only a deployment knows stays out, and the engine takes it as unknown.
    create: answer((request: provider.CreateRequest) => {
      if (!request.getPreview()) throw new Error("this provider is simulated: it makes nothing");
      return new provider.CreateResponse().setProperties(request.getProperties() ?? new Struct());
    }),
    invoke: answer((request: provider.InvokeRequest, peer) => {
      const args = fromStruct(request.getArgs());
      const result = simulatedAnswer(request.getTok(), regions.get(peer), args);
      if (result === undefined) throw new Error(`nobody here answers ${request.getTok()}`);
      return new provider.InvokeResponse().setReturn(toStruct(result));
    }),
  };
}
