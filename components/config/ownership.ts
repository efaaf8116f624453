import { z } from "zod";
import { kebabName } from "./names";

/**
 * A user or a group as CODEOWNERS names them: `@user`, `@org/team`; GitLab nests groups deeper.
 * https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
const codeOwner = z
  .string()
  .regex(
    /^@[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/,
    "expected @user or @org/team",
  );

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
        /**
         * The group where changes are reviewed, `@org/team`; `.github/CODEOWNERS` is made of it. Left
         * out until there is one.
         */
        handle: codeOwner.optional(),
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
    /** Secrets that people rotate, by the name in the program: whose duty it is, and how often. */
    secrets: z
      .record(
        kebabName,
        z.strictObject({
          owner: kebabName,
          /** Days from one rotation to the next. A year at most. */
          every_days: z.number().int().min(1).max(365),
          /**
           * Environment → the day (UTC) of the last rotation, or of the first deployment. An
           * environment that is not named has no such secret yet, and nothing is due there.
           */
          rotated: z.record(kebabName, z.iso.date()).default({}),
        }),
      )
      .default({}),
  })
  .readonly();

export type Ownership = z.output<typeof ownershipSchema>;

/** A secret's entry: whose duty its rotation is, how often, and when it was done. */
export type SecretDuty = Ownership["secrets"][string];
