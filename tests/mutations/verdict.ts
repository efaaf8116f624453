import type { Policies } from "@pulumi/policy";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { analyzeRequest, stackResource } from "../../apps/cli/preview/analyzer-requests";
import { CANNOT_RUN } from "../../apps/cli/preview/diagnostic";
import type { Registration } from "../../apps/cli/preview/registration";
import { asPolicies } from "../../policies/engine/as-policy";
import { type Context, loadContext } from "../../policies/engine/context";
import {
  analyzeRequest as askResource,
  analyzeStackRequest as askStack,
} from "../../policies/engine/testing-server";
import { readOnce } from "../../policies/engine/one-reading";
import { RULES } from "../../policies/rules";
import type { Program } from "./program";

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
  private readonly policies: Policies;
  /** Unchanged registrations are made into requests once: the SDK then reads them once too. */
  private readonly resources = new WeakMap<Registration, analyzer.AnalyzerResource>();

  constructor(environment: string, changes: Partial<Context> = {}) {
    readOnce();
    const context = { ...loadContext(environment, process.cwd()), ...changes };
    this.policies = asPolicies(RULES, context);
  }

  /** What rules about single resources say of one. */
  async resource(one: Registration, program: Program): Promise<Said[]> {
    const asked = analyzeRequest(one, new Map(program.map((each) => [each.urn, each])));
    return said(await askResource(this.policies, asked), one.urn);
  }

  /** What rules about resources together say. */
  async stack(program: Program): Promise<Said[]> {
    const all = new Map(program.map((each) => [each.urn, each]));
    const asked = new analyzer.AnalyzeStackRequest().setResourcesList(
      program.map((one) => {
        let resource = this.resources.get(one);
        if (resource === undefined) {
          resource = stackResource(one, undefined, all);
          this.resources.set(one, resource);
        }
        return resource;
      }),
    );
    return said(await askStack(this.policies, asked), "");
  }

  /** What all rules say of a whole program. */
  async whole(program: Program): Promise<Said[]> {
    const found: Said[] = [];
    for (const one of program) found.push(...(await this.resource(one, program)));
    return [...found, ...(await this.stack(program))];
  }
}

function said(response: analyzer.AnalyzeResponse, urn: string): Said[] {
  return response.getDiagnosticsList().map((one) => ({
    policy: one.getPolicyname(),
    urn: one.getUrn() || urn,
    message: one.getMessage(),
    undecided: CANNOT_RUN.test(one.getMessage()),
  }));
}
