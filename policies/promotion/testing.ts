import { signedDrill, signing } from "../../components/config/testing-drills";
import { loadStacks } from "../../components/config/load";
import {
  baselineOf,
  type PromotedVersion,
  promotedSchema,
  type Promotion,
} from "../../components/config/service";
import type { Context } from "../engine/context";
import { contextOf, type Given } from "../engine/testing";
import type { Properties } from "../engine/subject";
import { MODEL_SERVICE } from "./promoted-versions";

/** The shipped service that tests promote. */
export const SERVICE = "support-triage";

const service = loadStacks(process.cwd()).services[SERVICE];
if (service === undefined) throw new Error("the example service is gone");

export const exampleService = service;

/** The shipped service's committed baseline. */
export const baseline = baselineOf(service);

/** A version that every duty of a promotion is done for; the schema says that it could be recorded. */
export const promoted: PromotedVersion = promotedSchema.parse({
  model_version: "support-triage-2026-11-21-2",
  run_id: "3f0c6a",
  artifact: { uri: "s3://artifacts/support-triage/2", sha256: "a".repeat(64) },
  data: { uri: "s3://datasets/support-triage/2", sha256: "d".repeat(64) },
  commit: "1b5949f",
  evaluation: { run_id: "e4b1", accuracy: 0.9, threshold: 0.85 },
  contract_check: { result: "pass", at: "2026-11-20T09:00:00Z" },
  approved_by: "omar",
  promoted_by: "mira",
  promoted_at: "2026-11-20T09:00:00Z",
});

/** The version before it. */
export const earlier: PromotedVersion = {
  ...promoted,
  model_version: "support-triage-2026-10-01-1",
  artifact: { uri: "s3://artifacts/support-triage/1", sha256: "b".repeat(64) },
};

/** A ModelService that serves these. @default what is promoted, and the baseline behind it */
export function serving(
  current: Properties | undefined = promoted,
  previous: Properties | undefined = baseline,
  more: Properties = {},
): Given {
  const { owner, contract } = exampleService;
  return {
    type: MODEL_SERVICE,
    name: SERVICE,
    props: {
      owner,
      contract,
      ...(current === NONE ? {} : { current }),
      ...(previous === NONE ? {} : { previous }),
      ...more,
    },
  };
}

/** For a slot that is left out. */
export const NONE: Properties = {};

/** The promoted version with some values otherwise; undefined takes one away. */
export function promotedBut(changes: Properties): Properties {
  return Object.fromEntries(
    Object.entries<unknown>({ ...promoted, ...changes }).filter(([, value]) => value !== undefined),
  );
}

/** A context in which the record of an environment says this, after the promotion above. */
export function recording(promotion: Promotion, environment = "prod"): Partial<Context> {
  const { stacks } = contextOf(environment);
  const changed = { ...exampleService, environments: { [environment]: promotion } };
  return {
    now: AFTER,
    // As when all is well, a restore was proved in the days before.
    drills: [signedDrill({ environment })],
    stacks: {
      ...stacks,
      access: signing(stacks.access, environment),
      services: { ...stacks.services, [SERVICE]: changed },
    },
  };
}

/** A day after the promotions of these tests. */
export const AFTER = new Date("2026-11-21T12:00:00Z");
