import { z } from "zod";
import { kebabName } from "./names";

/** `stacks/ownership.yaml`: who answers for what. */
export const ownershipSchema = z
  .strictObject({
    /** Groups that can own things; the `owner` of services and surfaces is one of these keys. */
    owners: z.record(
      kebabName,
      z.strictObject({
        /** Where to reach them: a channel or a rota, not a person's private address. */
        contact: z.string().min(1),
        /** A retired owner owns nothing any more; anything still pointing here is an error. */
        status: z.enum(["active", "retired"]).default("active"),
      }),
    ),
    /** Everything that needs an owner although no resource carries one. */
    surfaces: z.record(
      kebabName,
      z.strictObject({
        owner: kebabName,
        /** Who brings it back when the owner is away. */
        recovery_owner: kebabName,
        reviewer: kebabName,
      }),
    ),
  })
  .readonly();

export type Ownership = z.output<typeof ownershipSchema>;
