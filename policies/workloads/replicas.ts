import { z } from "zod";
import { stackRule } from "../engine/rule";
import { type Allowance, allowances, allows } from "../reading/allowances";
import type { ObjectProps } from "../reading/objects";
import type { WorkloadProps } from "../reading/pods";
import { leastReplicas, REPLICATED, selecting } from "../reading/replicas";

const ONE_WRITER =
  "One pod writes one volume: a second would wait for it, or write over it. Where that is not enough, an environment on AWS has RDS and S3 (docs/local.md).";

const config = z.strictObject({
  allowed: allowances("The workload that may be one pod, by its logical name.", [
    { component: "towpath:data:PostgresInCluster", what: "postgres", reason: ONE_WRITER },
    { component: "towpath:data:ObjectStore", what: "objects", reason: ONE_WRITER },
  ]),
});

type ServiceProps = ObjectProps & {
  readonly spec?: { readonly selector?: Readonly<Record<string, string>> };
};

/** What a Service sends requests to. */
export const replicas = stackRule<{ readonly allowed: readonly Allowance[] }>({
  id: "workloads-replicas",
  checks: ["K8S-10"],
  severity: "medium",
  level: "posture",
  description:
    "What a Service sends requests to has at least as many pods as the environment's posture asks for.",
  why: "With one pod every rollout, drain and crash is an outage for whoever is asking at the time.",
  remediation:
    "Give the workload `environment.settings.replicas` pods, or its autoscaler that as minReplicas (components/serving/autoscaling.ts).",
  config,
  check: (stack, report, { environment, config: { allowed } }) => {
    const expected = environment.settings.replicas;
    const services = stack.ofType<ServiceProps>("kubernetes:core/v1:Service");
    stack.each<WorkloadProps>(REPLICATED, (workload) => {
      if (allows(allowed, workload.urn, workload.name)) return;
      const asked = selecting(stack, workload, services, ({ spec }) =>
        spec?.selector === undefined ? undefined : { matchLabels: spec.selector },
      );
      if (asked.length === 0) return;
      const found = leastReplicas(stack, workload);
      if (found >= expected) return;
      report(
        workload,
        `it serves requests with ${found} pod${found === 1 ? "" : "s"} at the least; expected ${expected}. Raise replicas, or minReplicas of its autoscaler.`,
      );
    });
  },
});
