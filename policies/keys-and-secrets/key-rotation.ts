import { z } from "zod";
import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";

interface KeyProps {
  readonly enableKeyRotation?: boolean;
  readonly rotationPeriodInDays?: number;
  readonly customerMasterKeySpec?: string;
  readonly customKeyStoreId?: string;
  readonly xksKeyId?: string;
}

const config = z.object({
  maximumDays: z
    .number()
    .int()
    .min(90)
    .max(2560)
    .default(365)
    .describe("Days after which a key has new material at the latest. Default: 365, KMS's own."),
});

/**
 * KMS rotates symmetric keys that it made itself. Replicas in other regions follow their primary.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html
 */
export const keyRotation = resourceRule<KeyProps, z.infer<typeof config>>({
  id: "keys-and-secrets-key-rotation",
  checks: ["KMS-1"],
  severity: "medium",
  level: "posture",
  controls: ["CIS AWS 4.6"],
  description: "KMS rotates every symmetric key at least once a year.",
  why: "Rotation bounds what one leaked version of a key opens. It costs nothing to those who use the key: KMS keeps the old material for what it encrypted.",
  remediation:
    "Make the key with `EncryptionKey` (components/foundation/encryption-key.ts), or set `enableKeyRotation: true` on your `aws.kms.Key`.",
  types: ["aws:kms/key:Key"],
  config,
  check: ({ props }, report, { config: { maximumDays } }) => {
    if ((props.customerMasterKeySpec ?? "SYMMETRIC_DEFAULT") !== "SYMMETRIC_DEFAULT") return;
    if (isSet(props, "customKeyStoreId") || isSet(props, "xksKeyId")) return;
    if (props.enableKeyRotation !== true) {
      report("The key is never rotated; expected rotation. Set enableKeyRotation to true.");
      return;
    }
    const days = props.rotationPeriodInDays ?? 365;
    if (days > maximumDays) {
      report(
        `The key is rotated every ${days} days; expected at most ${maximumDays}. Lower rotationPeriodInDays.`,
      );
    }
  },
});
