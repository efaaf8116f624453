import * as z from "zod";
import { kebabName, sha256Hex } from "./names";
import {
  ALL_TO_CURRENT,
  clientsSchema,
  resourcesSchema,
  RUNTIMES,
  type Traffic,
  trafficSchema,
} from "./service-running";
import { vllmSchema, type VllmSettings } from "./vllm";

/** A stored thing and its digest. For an artifact the digest is that of its manifest.json. */
const pinned = z.strictObject({ uri: z.string().min(1), sha256: sha256Hex });

const modelVersion = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/, "expected a name such as support-triage-2026-11-21-2")
  .max(120);

/** A version that a run trained, an evaluation passed and a person approved. */
export const promotedSchema = z.strictObject({
  model_version: modelVersion,
  /** The training run in tracking. */
  run_id: z.string().min(1),
  artifact: pinned,
  data: pinned,
  /**
   * Git commit of the code that trained it, ending in `-dirty` when the checkout had uncommitted
   * changes; null when trained outside a Git checkout.
   */
  commit: z.string().min(1).nullable(),
  evaluation: z.strictObject({
    run_id: z.string().min(1),
    /** Share of right answers on the evaluation data, 0 to 1. */
    accuracy: z.number().min(0).max(1),
    threshold: z.number().min(0).max(1),
    /** Where a safety suite exists, 0 to 1. */
    safety_pass_rate: z.number().min(0).max(1).optional(),
  }),
  contract_check: z.strictObject({ result: z.literal("pass"), at: z.iso.datetime() }),
  approved_by: z.string().min(1),
  promoted_by: z.string().min(1),
  promoted_at: z.iso.datetime(),
});

/** The service's committed baseline, named where a rollback or a first promotion points at it. */
export const baselineRefSchema = z.strictObject({
  baseline: z.literal(true),
  model_version: modelVersion,
  artifact: pinned,
});

const versionSchema = z.union([promotedSchema, baselineRefSchema]);

/** What one environment serves, and what it goes back to. */
export const promotionSchema = z.strictObject({
  current: versionSchema,
  /** The rollback target. */
  previous: versionSchema,
  /** How requests are shared between the two. Absent: all to `current`. */
  traffic: trafficSchema.optional(),
});

/** `stacks/services/NAME.yaml`: a served model, its owner and its promotion record. */
export const serviceSchema = z
  .strictObject({
    /** At most 48 letters: with a hyphen and a digest it must still be a label's value. */
    name: kebabName.max(48, "expected at most 48 letters"),
    /** A key of ownership.yaml. */
    owner: kebabName,
    /** The API contract that clients rely on. */
    contract: z.string().regex(/^[a-z0-9-]+\/v[0-9]+$/, "expected name/vN"),
    slo: z.strictObject({
      /** Percent of requests answered without a 5xx. */
      availability: z.number().gt(0).max(100),
      latency_p99_ms: z.number().positive(),
    }),
    /** What answers requests. */
    runtime: z.enum(RUNTIMES).default("bundled").describe("What answers requests."),
    /** The language model behind the server; with runtime vllm, and only there. */
    vllm: vllmSchema.optional(),
    /** What a pod gets, and how many there are. */
    resources: resourcesSchema.prefault({}),
    clients: clientsSchema,
    /**
     * What an environment serves until its first promotion: an artifact committed in this
     * repository, which no training run made.
     */
    baseline: z.strictObject({
      model_version: modelVersion,
      /** `uri` is a folder of this repository, relative to its root. */
      artifact: pinned,
      /** What the baseline was evaluated on, relative to the repository's root. */
      data: pinned,
      evaluation: z.strictObject({ accuracy: z.number().min(0).max(1) }),
    }),
    environments: z.record(kebabName, promotionSchema).default({}),
  })
  .readonly();

export type Service = z.output<typeof serviceSchema>;
export type Promotion = z.output<typeof promotionSchema>;
export type PromotedVersion = z.output<typeof promotedSchema>;
export type ServedVersion = z.output<typeof versionSchema>;

/** What an environment serves: its promotion, or the baseline until there is one. */
export function servedVersion(service: Service, environment: string): ServedVersion {
  return service.environments[environment]?.current ?? baselineOf(service);
}

/** What an environment goes back to: the record's `previous`, or the baseline until there is one. */
export function rollbackTarget(service: Service, environment: string): ServedVersion {
  return service.environments[environment]?.previous ?? servedVersion(service, environment);
}

/** How an environment shares requests between the two. */
export function trafficOf(service: Service, environment: string): Traffic {
  return service.environments[environment]?.traffic ?? ALL_TO_CURRENT;
}

/**
 * The language model that an environment runs for a service; undefined where it needs none. A
 * committed baseline answers by itself, so GPUs are not held before the first promotion.
 */
export function languageModelOf(service: Service, environment: string): VllmSettings | undefined {
  const record = service.environments[environment];
  const promoted = record !== undefined && [record.current, record.previous].some(isPromoted);
  return service.runtime === "vllm" && promoted ? service.vllm : undefined;
}

/** The baseline in the form that a promotion record names it. */
export function baselineOf(service: Service): z.output<typeof baselineRefSchema> {
  const { model_version, artifact } = service.baseline;
  return { baseline: true, model_version, artifact };
}

/** Was this version promoted, or is it the committed baseline? */
export function isPromoted(version: ServedVersion): version is PromotedVersion {
  return !("baseline" in version);
}
