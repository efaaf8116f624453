import { setTimeout } from "node:timers/promises";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import type { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { RefusedError } from "../../../lib/errors";
import { readDiagnostic, rulesOf } from "./diagnostic";
import { type RuleFacts, withExemption } from "./exempted";
import type { PackMemory } from "./pack-memory";
import { analyzeRequest, stackResource } from "./analyzer-requests";
import { ask, type PolicyPack } from "./policy-pack";
import { fromStruct } from "./structs";
import type { Recorder } from "./recorder";
import type { Registration } from "./registration";
import type { Mended, PolicyRule, Undecided, Violation } from "./violation";
import type { Properties } from "./wire";

/** What a pack said about a whole run. */
export interface Verdicts {
  readonly violations: readonly Violation[];
  readonly undecided: readonly Undecided[];
  readonly mended: readonly Mended[];
  readonly rules: readonly PolicyRule[];
}

/** How long a question may take to leave this process. */
const SENT_MS = 5;

/** Asks a policy pack about every resource while the program runs, and about the stack at its end. */
export class Enforcement {
  private readonly violations: Violation[] = [];
  private readonly undecided: Undecided[] = [];
  private readonly mended: Mended[] = [];
  private rules: ReadonlyMap<string, PolicyRule> | undefined;
  private readonly pending: Promise<void>[] = [];

  /** @param memory what the last run of the same pack has shown */
  constructor(
    private readonly ready: Promise<PolicyPack>,
    private readonly registrations: ReadonlyMap<string, Registration>,
    private readonly memory: PackMemory,
  ) {}

  /** Lets rules mend a resource, and then judge it. @returns the inputs as mended */
  readonly gate = async (registration: Registration): Promise<Properties> => {
    // The program goes on while a pack that only judges is still starting.
    if (this.memory.mends === false) {
      this.later(this.ready.then((pack) => this.judge(pack, registration)));
      return registration.inputs;
    }
    const pack = await this.ready;
    const inputs = pack.remediates
      ? await this.remediate(pack.client, registration)
      : registration.inputs;
    this.later(this.judge(pack, { ...registration, inputs }));
    return inputs;
  };

  /** Its failure is reported by `finish`. */
  private later(judged: Promise<void>): void {
    judged.catch(() => undefined);
    this.pending.push(judged);
  }

  private async judge(pack: PolicyPack, registration: Registration): Promise<void> {
    const request = analyzeRequest(registration, this.registrations);
    const response = await ask<analyzer.AnalyzeResponse>((done) =>
      pack.client.analyze(request, done),
    );
    this.collect(pack, response, registration.urn);
  }

  /**
   * Waits for all answers, and asks about the whole stack.
   * @param meanwhile is done while the pack judges the stack
   */
  async finish(recorder: Recorder, meanwhile: () => void): Promise<Verdicts> {
    const pack = await this.ready;
    await Promise.all(this.pending);
    this.checkMemory(pack);
    if (hasStackRules(pack.info)) {
      const resources = recorder.registrations.map((one) =>
        stackResource(one, recorder.componentOutputs.get(one.urn), this.registrations),
      );
      const answer = ask<analyzer.AnalyzeResponse>((done) =>
        pack.client.analyzeStack(
          new analyzer.AnalyzeStackRequest().setResourcesList(resources),
          done,
        ),
      );
      // Not before the question is on its way.
      await setTimeout(SENT_MS);
      meanwhile();
      this.collect(pack, await answer, "");
    }
    const { violations, undecided, mended } = this;
    return { violations, undecided, mended, rules: rulesOf(pack.info) };
  }

  /** @throws RefusedError where resources went on unmended because of what was remembered */
  private checkMemory(pack: PolicyPack): void {
    const believed = this.memory.mends;
    this.memory.remember(pack.remediates);
    if (believed === false && pack.remediates) {
      throw new RefusedError("the policy pack mends resources now, and did not the last time", {
        hint: "Preview again: that is remembered from now on.",
      });
    }
  }

  private async remediate(client: AnalyzerClient, registration: Registration): Promise<Properties> {
    const response = await ask<analyzer.RemediateResponse>((done) =>
      client.remediate(analyzeRequest(registration, this.registrations), done),
    );
    const remediations = response.getRemediationsList();
    for (const one of remediations) {
      this.mended.push({ policy: one.getPolicyname(), urn: registration.urn });
    }
    const last = remediations.at(-1)?.getProperties();
    return last === undefined ? registration.inputs : fromStruct(last);
  }

  private collect(pack: PolicyPack, response: analyzer.AnalyzeResponse, urn: string): void {
    const rules = (this.rules ??= new Map(rulesOf(pack.info).map((rule) => [rule.name, rule])));
    for (const one of response.getDiagnosticsList()) {
      const read = readDiagnostic(one, rules.get(one.getPolicyname()), urn);
      if ("undecided" in read) this.undecided.push(read.undecided);
      else this.violations.push(withExemption(read.violation, (name) => factsOf(rules.get(name))));
    }
  }
}

/** What a report says of a rule whose violation was lifted. */
function factsOf(rule: PolicyRule | undefined): RuleFacts | undefined {
  if (rule === undefined) return undefined;
  const { severity, remediation, url } = rule;
  const enforcement = rule.enforcement === "advisory" ? "advisory" : "mandatory";
  return { severity, enforcement, remediation, ...(url === "" ? {} : { url }) };
}

function hasStackRules(info: analyzer.AnalyzerInfo): boolean {
  return info
    .getPoliciesList()
    .some((rule) => rule.getPolicyType() === analyzer.PolicyType.POLICY_TYPE_STACK);
}
