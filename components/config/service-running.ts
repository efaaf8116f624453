import * as z from "zod";
import { kebabName } from "./names";

/*
 * How a served model runs in a cluster: what answers, how large it is, who calls it, and how requests
 * are shared between the two versions of its promotion record.
 */

/**
 * What answers requests.
 * - `bundled`: the inference server of this repository, which runs the model itself.
 * - `vllm`: the same server in front of a language model, which vLLM runs on GPUs.
 */
export const RUNTIMES = ["bundled", "vllm"] as const;

/** Most pods of one version: a number above it is more likely a slip than a plan. */
const MOST_REPLICAS = 50;

const wholePods = z
  .number()
  .int("expected a whole number of pods")
  .min(1, `expected 1 to ${MOST_REPLICAS} pods`)
  .max(MOST_REPLICAS, `expected 1 to ${MOST_REPLICAS} pods`);

const replicasSchema = z
  .strictObject({
    min: wholePods
      .default(1)
      .describe("Pods of a version at least; an environment's posture may ask for more."),
    max: wholePods.default(4).describe("Pods of a version at most, whatever the load."),
  })
  .check(({ value, issues }) => {
    if (value.min <= value.max) return;
    const message = `found min ${value.min} over max ${value.max}; expected min ≤ max`;
    issues.push({ code: "custom", message, path: ["min"], input: value.min });
  });

/** What one pod gets, and how many there are. */
export const resourcesSchema = z.strictObject({
  replicas: replicasSchema.prefault({}),
  cpu: z
    .number()
    .min(0.05, "expected 0.05 to 16 cores")
    .max(16, "expected 0.05 to 16 cores")
    .default(0.25)
    .describe("Cores that a pod asks for; the autoscaler counts against them. Default: 0.25."),
  memory_mib: z
    .number()
    .int("expected whole MiB")
    .min(128, "expected at least 128 MiB: the server alone takes about 80")
    .default(256)
    .describe("MiB of memory of a pod, request and limit. Default: 256."),
});

/** Who calls the service, by name; each gets a key of its own. */
export const clientsSchema = z
  .array(kebabName)
  .min(1, "expected a client: without a key nobody can call the service")
  .default(["first-client"])
  .describe("Clients that get a key. To rotate one: add a name, move the client, remove the old.");

/** How an environment shares requests between `current` and `previous`. */
export const trafficSchema = z.strictObject({
  canary_percent: z
    .number()
    .int("expected a whole percentage")
    .min(0, "expected 0 to 100 percent")
    .max(100, "expected 0 to 100 percent")
    .default(100)
    .describe("Percent of requests that current answers; previous answers the rest. Default: 100."),
  shadow: z
    .boolean()
    .default(false)
    .describe("previous answers, and current gets a copy of each request. Default: false."),
});

export type Runtime = (typeof RUNTIMES)[number];
export type ServiceResources = z.output<typeof resourcesSchema>;
export type Traffic = z.output<typeof trafficSchema>;

/** Everything to `current`: what an environment without `traffic` does. */
export const ALL_TO_CURRENT: Traffic = { canary_percent: 100, shadow: false };
