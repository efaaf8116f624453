import { z } from "zod";
import { ROTATION_TAG, ROTATIONS } from "../../components/config/rotation";
import { isSet, known, UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Stack, StackResource } from "../engine/stack";
import type { Properties } from "../engine/subject";

interface SecretProps extends Properties {
  readonly name?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

interface RotationProps extends Properties {
  readonly secretId?: string;
  readonly rotationEnabled?: boolean;
  readonly rotationRules?: {
    readonly automaticallyAfterDays?: number;
    readonly scheduleExpression?: string;
  };
}

const SECRET = "aws:secretsmanager/secret:Secret";
const ROTATION = "aws:secretsmanager/secretRotation:SecretRotation";

const config = z.object({
  maximumDays: z
    .number()
    .int()
    .min(1)
    .max(1000)
    .default(90)
    .describe("Days after which Secrets Manager rotates at the latest. Default: 90."),
});

/**
 * Secrets Manager rotates by a SecretRotation. What it cannot rotate (a key that pods read at their
 * start, a password inside an application) says by a tag how people do; the tag `towpath:owner` says who.
 */
export const rotation = stackRule<z.infer<typeof config>>({
  id: "keys-and-secrets-rotation",
  checks: ["SEC-1"],
  severity: "medium",
  level: "posture",
  description:
    "Every secret is rotated by Secrets Manager, or says by the tag towpath:rotation how its owner does.",
  why: "A password that nobody is to change is known to everybody who ever left. After a leak, nobody knows who may replace it, nor how.",
  remediation:
    "Add an `aws.secretsmanager.SecretRotation`, or make the secret with `GeneratedSecret`, which is rotated by a reviewed change of its generation and says so (docs/secrets.md).",
  config,
  check: (stack, report, { config: { maximumDays } }) => {
    stack.each<RotationProps>(ROTATION, (one) => {
      const { rotationEnabled, rotationRules } = one.props;
      if (rotationEnabled === false) {
        report(one, "Rotation is switched off; expected it on. Remove rotationEnabled.");
        return;
      }
      const days = rotationRules?.automaticallyAfterDays;
      if (days !== undefined && days > maximumDays) {
        report(
          one,
          `Secrets Manager rotates every ${days} days; expected at most ${maximumDays}. Lower rotationRules.automaticallyAfterDays.`,
        );
      }
    });
    stack.each<SecretProps>(SECRET, (secret) => {
      if (isRotated(stack, secret)) return;
      const { tags } = secret.props;
      const how = tags?.[ROTATION_TAG];
      const allowed: readonly string[] = ROTATIONS;
      if (how !== undefined && allowed.includes(how) && isSet(tags, "towpath:owner")) return;
      const found =
        how === undefined ? "says" : `${JSON.stringify(how)} with the tag towpath:owner says`;
      report(
        secret,
        `Neither a SecretRotation nor a known tag ${found} how the secret is rotated and by whom; expected a SecretRotation, or ${ROTATION_TAG}: ${ROTATIONS.join(" or ")} beside towpath:owner. Add one.`,
      );
    });
  },
});

/** Connected in the program, or named by its plain name. */
function isRotated(stack: Stack, secret: StackResource<SecretProps>): boolean {
  if (stack.partsOf(secret, ROTATION, "secretId").length > 0) return true;
  const name = known(() => secret.props.name);
  if (name === UNKNOWN || name === undefined) return false;
  return stack
    .ofType<RotationProps>(ROTATION)
    .some((one) => known(() => one.props.secretId) === name);
}
