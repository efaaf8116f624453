import { createRequire } from "node:module";
import struct from "google-protobuf/google/protobuf/struct_pb";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { Policies } from "@pulumi/policy";
import type { Properties } from "./subject";

/** A resource as an engine sends it. */
export interface Sent {
  readonly type: string;
  readonly name: string;
  readonly props?: Properties;
  /** Name of the parent. */
  readonly parent?: string;
  /** Input → names of the resources that it comes from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
}

/** What the SDK answers about a rule. */
export interface Answer {
  readonly policy: string;
  readonly urn: string;
  readonly level: "advisory" | "mandatory";
  readonly message: string;
}

type Rpc<Request, Response> = (
  call: { readonly request: Request },
  done: (error: Error | null | undefined, response: Response) => void,
) => void;

type Make<Request, Response> = (
  pack: string,
  version: string,
  level: "advisory",
  policies: Policies,
) => Rpc<Request, Response>;

/** The functions behind the SDK's gRPC service; its types leave them out. */
const server = createRequire(__filename)("@pulumi/policy/server") as {
  readonly makeAnalyzeRpcFun: Make<analyzer.AnalyzeRequest, analyzer.AnalyzeResponse>;
  readonly makeAnalyzeStackRpcFun: Make<analyzer.AnalyzeStackRequest, analyzer.AnalyzeResponse>;
  readonly makeRemediateRpcFun: Make<analyzer.AnalyzeRequest, analyzer.RemediateResponse>;
};

export const sentUrn = ({ type, name }: Sent) => `urn:pulumi:prod::towpath::${type}::${name}`;

/** Asks policies about one resource, over the SDK's own server and real messages. */
export async function analyze(policies: Policies, sent: Sent): Promise<readonly Answer[]> {
  return answers(await call(server.makeAnalyzeRpcFun, policies, request(sent)));
}

/** Asks them about a stack. */
export async function analyzeStack(
  policies: Policies,
  stack: readonly Sent[],
): Promise<readonly Answer[]> {
  const byName = new Map(stack.map((one) => [one.name, sentUrn(one)]));
  const urns = (names: readonly string[]) => names.map((name) => byName.get(name) ?? name);
  const resources = stack.map((one) => {
    const resource = new analyzer.AnalyzerResource()
      .setType(one.type)
      .setName(one.name)
      .setUrn(sentUrn(one))
      .setParent(one.parent === undefined ? "" : (byName.get(one.parent) ?? ""))
      .setProperties(struct.Struct.fromJavaScript({ ...one.props } as never))
      .setOptions(options());
    for (const [input, names] of Object.entries(one.from ?? {})) {
      resource
        .getPropertydependenciesMap()
        .set(input, new analyzer.AnalyzerPropertyDependencies().setUrnsList(urns(names)));
    }
    return resource;
  });
  const whole = new analyzer.AnalyzeStackRequest().setResourcesList(resources);
  return answers(await call(server.makeAnalyzeStackRpcFun, policies, whole));
}

/** Lets them mend a resource. @returns its inputs as mended, undefined where nothing was to do */
export async function remediate(policies: Policies, sent: Sent): Promise<Properties | undefined> {
  const response = await call(server.makeRemediateRpcFun, policies, request(sent));
  return response.getRemediationsList().at(-1)?.getProperties()?.toJavaScript();
}

/** One resource's question; its struct can be watched. */
export function request(sent: Sent): analyzer.AnalyzeRequest {
  return new analyzer.AnalyzeRequest()
    .setType(sent.type)
    .setName(sent.name)
    .setUrn(sentUrn(sent))
    .setProperties(struct.Struct.fromJavaScript({ ...sent.props } as never))
    .setOptions(options());
}

/** Asks the SDK's server about one stack. */
export function analyzeStackRequest(
  policies: Policies,
  asked: analyzer.AnalyzeStackRequest,
): Promise<analyzer.AnalyzeResponse> {
  return call(server.makeAnalyzeStackRpcFun, policies, asked);
}

/** Asks the SDK's server about one request. */
export function analyzeRequest(
  policies: Policies,
  asked: analyzer.AnalyzeRequest,
): Promise<analyzer.AnalyzeResponse> {
  return call(server.makeAnalyzeRpcFun, policies, asked);
}

function call<Request, Response>(
  make: Make<Request, Response>,
  policies: Policies,
  asked: Request,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    make(
      "towpath",
      "1.0.0",
      "advisory",
      policies,
    )({ request: asked }, (error, response) => {
      if (error) reject(error);
      else resolve(response);
    });
  });
}

function options(): analyzer.AnalyzerResourceOptions {
  return new analyzer.AnalyzerResourceOptions().setCustomtimeouts(
    new analyzer.AnalyzerResourceOptions.CustomTimeouts(),
  );
}

function answers(response: analyzer.AnalyzeResponse): readonly Answer[] {
  return response.getDiagnosticsList().map((one) => ({
    policy: one.getPolicyname(),
    urn: one.getUrn(),
    level:
      one.getEnforcementlevel() === analyzer.EnforcementLevel.ADVISORY ? "advisory" : "mandatory",
    message: one.getMessage(),
  }));
}
