import type { Environment } from "../../components/config/environment";
import { contextOf, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { workload } from "./testing";
import { gpuWholeNumbers } from "./whole-numbers";

const ask = (limit: unknown, request: unknown = limit, resource = "nvidia.com/gpu") => ({
  given: workload({ limits: { [resource]: limit }, requests: { [resource]: request } }),
});

/** Prod, with its serving GPUs shared by turns. */
function shared(): Environment {
  const { environment } = contextOf();
  if (environment.kind !== "aws") throw new Error("prod is not on AWS");
  const pools = Object.entries(environment.gpu_pools).map(
    ([name, pool]) => [name, { ...pool, time_slicing: { replicas: 4 } }] as const,
  );
  return { ...environment, gpu_pools: Object.fromEntries(pools) };
}

ruleCases(gpuWholeNumbers, {
  compliant: {
    "one GPU, as text and as number": ask("1", 1),
    "a limit alone, which is the request, too": {
      given: workload({ limits: { "nvidia.com/gpu": 1 } }),
    },
    "one turn on a shared GPU": { ...ask(1), context: { environment: shared() } },
    "a MIG slice": ask(1, 1, "nvidia.com/mig-1g.10gb"),
    "a pod without GPUs": { given: workload({ limits: { memory: "1Gi" } }) },
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "half a GPU": {
      ...ask("500m"),
      says: /nvidia\.com\/gpu of container "model" has limit 500m; expected a whole number from 1/,
    },
    "a request without a limit": {
      given: workload({ requests: { "nvidia.com/gpu": 1 } }),
      says: /a request of 1 and no limit\. Write the limit/,
    },
    "a request that differs": {
      ...ask(1, 2),
      says: /has request 2 and limit 1; expected the same/,
    },
    "no GPU at all": { ...ask(0), says: /has limit 0/ },
    "more than a node has": {
      ...ask(2),
      says: /asks for 2 GPUs; a node of any pool offers a pod 1 at most/,
    },
    "a second turn on a shared GPU": {
      ...ask(2),
      context: { environment: shared() },
      says: /offers a pod 1 at most/,
    },
    "half a MIG slice": { ...ask("0.5", "0.5", "nvidia.com/mig-1g.10gb"), says: /limit 0\.5/ },
  },
  undecided: { "a number that only a deployment knows": ask(UNKNOWN_VALUE) },
});
