import {
  type Report,
  type ResourceRule,
  resourceRule,
  type RuleText,
  type Scope,
} from "../engine/rule";
import type { Subject } from "../engine/subject";
import { podsOf, type PodTemplate, WORKLOADS, type WorkloadProps } from "./pods";

/** What a rule about pods says and asks. */
export interface PodRule<Config> extends RuleText<Config> {
  /** @default everything that makes pods */
  readonly types?: readonly string[];
  readonly check: (
    pods: PodTemplate,
    report: Report,
    scope: Scope<Config>,
    workload: Subject<WorkloadProps>,
  ) => void;
}

/** Declares a rule about the pods that a workload makes, whatever kind of workload it is. */
export function podRule<Config = unknown>({
  types = WORKLOADS,
  check,
  ...text
}: PodRule<Config>): ResourceRule {
  return resourceRule<WorkloadProps, Config>({
    ...text,
    types,
    check: (workload, report, scope) => {
      const pods = podsOf(workload);
      if (pods !== undefined) check(pods, report, scope, workload);
    },
  });
}
