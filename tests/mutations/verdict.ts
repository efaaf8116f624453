import { createRequire } from "node:module";
import type { Policies } from "@pulumi/policy";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { analyzeRequest, stackResource } from "../../apps/cli/preview/analyzer-requests";
import type { Registration } from "../../apps/cli/preview/registration";
import { asPolicies } from "../../policies/engine/as-policy";
import { type Context, loadContext } from "../../policies/engine/context";
import { readOnce } from "../../policies/engine/one-reading";
import { RULES } from "../../policies/rules";
import type { Program } from "./program";

type Answer = (error: Error | null | undefined, response: analyzer.AnalyzeResponse) => void;

/** The functions behind the SDK's analyzer service; its types leave them out. */
interface SdkServer {
  makeAnalyzeRpcFun(
    pack: string,
    version: string,
    level: string,
    policies: Policies,
  ): (call: { request: analyzer.AnalyzeRequest }, answer: Answer) => void;
  makeAnalyzeStackRpcFun(
    pack: string,
    version: string,
    level: string,
    policies: Policies,
  ): (call: { request: analyzer.AnalyzeStackRequest }, answer: Answer) => void;
}

/** What a policy said. */
export interface Said {
  readonly policy: string;
  readonly urn: string;
  readonly message: string;
  /** The SDK's advice for a value that only a deployment knows. */
  readonly undecided: boolean;
}

/** The pack, judging recorded programs through the SDK's own server functions. */
export class Judge {
  private readonly analyze: ReturnType<SdkServer["makeAnalyzeRpcFun"]>;
  private readonly analyzeStack: ReturnType<SdkServer["makeAnalyzeStackRpcFun"]>;
  /** Unchanged registrations are made into requests once: the SDK then reads them once too. */
  private readonly resources = new WeakMap<Registration, analyzer.AnalyzerResource>();

  constructor(environment: string, changes: Partial<Context> = {}) {
    readOnce();
    const sdk = createRequire(__filename)("@pulumi/policy/server") as SdkServer;
    const context = { ...loadContext(environment, process.cwd()), ...changes };
    const policies = asPolicies(RULES, context);
    this.analyze = sdk.makeAnalyzeRpcFun("towpath", "0.1.0", "advisory", policies);
    this.analyzeStack = sdk.makeAnalyzeStackRpcFun("towpath", "0.1.0", "advisory", policies);
  }

  /** What rules about single resources say of one. */
  async resource(one: Registration, program: Program): Promise<Said[]> {
    const request = analyzeRequest(one, new Map(program.map((each) => [each.urn, each])));
    const response = await answer((done) => {
      this.analyze({ request }, done);
    });
    return said(response, one.urn);
  }

  /** What rules about resources together say. */
  async stack(program: Program): Promise<Said[]> {
    const all = new Map(program.map((each) => [each.urn, each]));
    const request = new analyzer.AnalyzeStackRequest().setResourcesList(
      program.map((one) => {
        let resource = this.resources.get(one);
        if (resource === undefined) {
          resource = stackResource(one, undefined, all);
          this.resources.set(one, resource);
        }
        return resource;
      }),
    );
    const response = await answer((done) => {
      this.analyzeStack({ request }, done);
    });
    return said(response, "");
  }

  /** What all rules say of a whole program. */
  async whole(program: Program): Promise<Said[]> {
    const found: Said[] = [];
    for (const one of program) found.push(...(await this.resource(one, program)));
    return [...found, ...(await this.stack(program))];
  }
}

function answer(call: (done: Answer) => void): Promise<analyzer.AnalyzeResponse> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null || error === undefined) resolve(response);
      else reject(error);
    });
  });
}

function said(response: analyzer.AnalyzeResponse, urn: string): Said[] {
  return response.getDiagnosticsList().map((one) => ({
    policy: one.getPolicyname(),
    urn: one.getUrn() || urn,
    message: one.getMessage(),
    undecided: /^can't run policy .* during preview: /m.test(one.getMessage()),
  }));
}
