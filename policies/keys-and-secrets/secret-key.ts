import { known, isSet, UNKNOWN } from "../engine/known";
import { resourceRule } from "../engine/rule";

interface Encrypted {
  readonly kmsKeyId?: string;
}

interface SecretProps extends Encrypted {
  readonly replicas?: readonly (Encrypted & { readonly region?: string })[];
}

/** The key that AWS made for Secrets Manager, under its alias. */
const AWS_MANAGED = "alias/aws/secretsmanager";

/** Also the copies in other regions, which have keys of their own. */
export const secretKey = resourceRule<SecretProps>({
  id: "keys-and-secrets-secret-key",
  checks: ["SEC-1"],
  severity: "medium",
  level: "posture",
  description: "Secrets Manager encrypts every secret with a key of the platform.",
  why: "The key that AWS makes lets everybody in the account read who may read the secret. With a key of one's own, reading takes two grants, and can be stopped in one place.",
  remediation:
    "Make the secret with `GeneratedSecret` and a vault (components/tracking/generated-secret.ts), or set `kmsKeyId: keys.arns.secrets`; for a replica, a key of its region.",
  types: ["aws:secretsmanager/secret:Secret"],
  check: ({ props }, report) => {
    if (!hasKey(props)) {
      report(
        "The secret is encrypted with the key that AWS made; expected a key of the platform. Set kmsKeyId to keys.arns.secrets.",
      );
    }
    for (const replica of props.replicas ?? []) {
      if (hasKey(replica)) continue;
      const region = known(() => replica.region);
      report(
        `The replica${typeof region === "string" ? ` in ${region}` : ""} is encrypted with the key that AWS made; expected a key of its region. Set its kmsKeyId.`,
      );
    }
  },
});

function hasKey(secret: Encrypted): boolean {
  if (!isSet(secret, "kmsKeyId")) return false;
  const key = known(() => secret.kmsKeyId);
  return key === UNKNOWN || (key !== "" && !key?.endsWith(AWS_MANAGED));
}
