import { isSecretKey } from "../../components/config/secret-literals";
import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";

interface ParameterProps {
  readonly name?: string;
  readonly type?: string;
}

/** Every other type of parameter is readable in the console, in logs of the API and in the state. */
export const parameters = resourceRule<ParameterProps>({
  id: "keys-and-secrets-parameters",
  checks: ["SEC-1"],
  severity: "high",
  level: "posture",
  description:
    "A parameter of Systems Manager whose name speaks of a secret is a SecureString with a key of the platform.",
  why: "A String is shown to everybody who may list parameters, and stays in the history of values for good.",
  remediation:
    'Keep the secret in Secrets Manager, as `GeneratedSecret` does, or set `type: "SecureString"` with `keyId: keys.arns.secrets`, and its value by `value` or `valueWo`.',
  types: ["aws:ssm/parameter:Parameter"],
  check: ({ name, props }, report) => {
    // Names that AWS makes say nothing; then the program's own does.
    if (!isSecretKey(name) && !isSecretKey(props.name ?? "")) return;
    const { type } = props;
    if (type !== "SecureString") {
      report(
        `The parameter's name speaks of a secret, and its type is ${type ?? "not set"}; expected SecureString. Change type.`,
      );
    } else if (isSet(props, "insecureValue")) {
      report(
        "The parameter's value is given as insecureValue, which is shown in plans; expected value or valueWo. Move it.",
      );
    } else if (!isSet(props, "keyId")) {
      report(
        "The parameter is encrypted with the key that AWS made; expected a key of the platform. Set keyId to keys.arns.secrets.",
      );
    }
  },
});
