import * as z from "zod";
import { PUBLIC_KEY } from "../../../lib/signing-key";
import { kebabName } from "../names";

/**
 * Who may sign reports of restore drills: `signers:` of stacks/access.yaml. A person's name is a key of
 * `identities`; any other is a program's, which somebody owns and which signs for one environment.
 */
export const signersSchema = z.record(
  z.string().min(1),
  z.strictObject({
    /** The role that the signature speaks for: one that may restore, approve or verify. */
    role: kebabName,
    /** Whose reports it signs. @default every environment's, for people alone */
    environment: kebabName.optional(),
    /** Who answers for a program: a key of ownership.yaml. */
    owner: kebabName.optional(),
    /**
     * Public keys, the newest first; `towpath drill key` prints one. An old one stays as long as a
     * report that it signed stands behind what is served.
     */
    public_keys: z
      .array(
        z
          .string()
          .regex(PUBLIC_KEY, "expected ed25519: and 64 hex digits, as `towpath drill key` prints"),
      )
      .min(1),
  }),
);

export type Signers = z.output<typeof signersSchema>;
