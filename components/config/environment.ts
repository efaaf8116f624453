import { z } from "zod";

/** How careful an environment is; what follows from it is decided in one table, not by name. */
export const POSTURES = ["dev", "staging", "prod"] as const;

/** What one stack file says under `config:`, without Pulumi's own keys. */
export const environmentSchema = z
  .strictObject({
    posture: z.enum(POSTURES),
    /**
     * 1 foundations, 2 shared experiments, 3 managed serving, 4 several teams (docs/roadmap.md).
     */
    maturity: z.number().int().min(1).max(4),
  })
  .readonly();

export type Environment = z.output<typeof environmentSchema>;

/**
 * `stacks/Pulumi.ENVIRONMENT.yaml` as Pulumi reads it. Keys of other namespaces belong to Pulumi
 * and its providers and are passed over.
 */
export const stackFileSchema = z.object({
  config: z.looseObject({
    "towpath:posture": environmentSchema.unwrap().shape.posture,
    "towpath:maturity": environmentSchema.unwrap().shape.maturity,
  }),
});
