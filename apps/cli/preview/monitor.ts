import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import engine from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import provider from "@pulumi/pulumi/proto/provider_pb";
import resource from "@pulumi/pulumi/proto/resource_pb";
import empty from "google-protobuf/google/protobuf/empty_pb";
import { LOOKUP_TOKENS } from "./lookups";
import type { Recorder } from "./recorder";
import { toRegistration } from "./request";
import { fromStruct, toStruct } from "./structs";

/** Requests of a whole stack may be large: the engine's own limit. */
export const MESSAGE_LIMIT = 400 * 1024 * 1024;

/** What the program may rely on. Values travel plain, so references and outputs need no marks. */
const FEATURES: ReadonlySet<string> = new Set([
  "secrets",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "resourceHooks",
  "errorHooks",
]);

/** The engine's side of a preview: answers what the program asks, and tells the recorder. */
export interface Monitor {
  /** `127.0.0.1:port`. */
  readonly address: string;
  close(): void;
}

/** Starts the resource monitor and the engine on one port of this machine. */
export async function startMonitor(recorder: Recorder): Promise<Monitor> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": MESSAGE_LIMIT });
  server.addService(ResourceMonitorService, monitorMethods(recorder));
  server.addService(EngineService, engineMethods(recorder));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
  return {
    address: `127.0.0.1:${port}`,
    close: () => {
      server.forceShutdown();
    },
  };
}

type Unary<Request, Response> = grpc.handleUnaryCall<Request, Response>;

/** A method whose failure is the program's: it is told, and the recorder has noted it. */
function answer<Request, Response>(
  work: (request: Request) => Promise<Response> | Response,
): Unary<Request, Response> {
  return (call, callback) => {
    // A promise in any case, so that a throw of `work` and a rejection are one path.
    Promise.resolve(call.request)
      .then(work)
      .then(
        (response) => {
          callback(null, response);
        },
        (error: unknown) => {
          const details = error instanceof Error ? error.message : String(error);
          callback({ code: grpc.status.INVALID_ARGUMENT, details });
        },
      );
  };
}

const nothing = answer(() => new empty.Empty());

function monitorMethods(recorder: Recorder): grpc.UntypedServiceImplementation {
  return {
    supportsFeature: answer((request: resource.SupportsFeatureRequest) =>
      new resource.SupportsFeatureResponse().setHassupport(FEATURES.has(request.getId())),
    ),
    registerResource: answer(async (request: resource.RegisterResourceRequest) => {
      const { registration, id, outputs } = await recorder.register(
        toRegistration(request, recorder.place),
      );
      // What is not answered, the language host takes as unknown: in a preview the id, and every
      // output that is not an input.
      return new resource.RegisterResourceResponse()
        .setUrn(registration.urn)
        .setId(id)
        .setObject(toStruct(outputs));
    }),
    registerResourceOutputs: answer((request: resource.RegisterResourceOutputsRequest) => {
      recorder.registerOutputs(request.getUrn(), fromStruct(request.getOutputs()));
      return new empty.Empty();
    }),
    readResource: answer((request: resource.ReadResourceRequest) => {
      const inputs = fromStruct(request.getProperties());
      const urn = recorder.read({
        type: request.getType(),
        name: request.getName(),
        parent: request.getParent(),
        provider: request.getProvider(),
        dependencies: request.getDependenciesList(),
        inputs,
      });
      return new resource.ReadResourceResponse().setUrn(urn).setProperties(toStruct(inputs));
    }),
    invoke: answer((request: resource.ResourceInvokeRequest) => {
      const result = recorder.invoke(
        request.getTok(),
        request.getProvider(),
        fromStruct(request.getArgs()),
      );
      return new provider.InvokeResponse().setReturn(toStruct(result));
    }),
    call: answer((request: resource.ResourceCallRequest) => {
      throw recorder.refuse(
        `calls ${request.getTok()}, a method of a resource, which only a deployment can answer`,
        `Use an output or a look-up that a preview can answer: ${LOOKUP_TOKENS.slice(0, 4).join(", ")} …`,
      );
    }),
    // Hooks run at deployments; a preview only has to accept them.
    registerResourceHook: nothing,
    registerErrorHook: nothing,
    signalAndWaitForShutdown: answer(() => {
      recorder.finished();
      return new empty.Empty();
    }),
  };
}

function engineMethods(recorder: Recorder): grpc.UntypedServiceImplementation {
  let root = "";
  return {
    log: answer((request: engine.LogRequest) => {
      recorder.log(severityOf(request.getSeverity()), request.getMessage(), request.getUrn());
      return new empty.Empty();
    }),
    getRootResource: answer(() => new engine.GetRootResourceResponse().setUrn(root)),
    setRootResource: answer((request: engine.SetRootResourceRequest) => {
      root = request.getUrn();
      return new engine.SetRootResourceResponse();
    }),
    requirePulumiVersion: answer(() => new engine.RequirePulumiVersionResponse()),
  };
}

function severityOf(severity: engine.LogSeverity): "error" | "warning" | "info" {
  if (severity === engine.LogSeverity.ERROR) return "error";
  return severity === engine.LogSeverity.WARNING ? "warning" : "info";
}
