import { ROTATION_TAG } from "../../components/config/rotation";
import { known, UNKNOWN } from "../engine/known";
import { stackRule } from "../engine/rule";
import type { Properties } from "../engine/subject";

interface SecretProps extends Properties {
  readonly tags?: Readonly<Record<string, string>>;
}

/** What `tracking.secret_generation` is until somebody rotates: its default in the stack file. */
const FIRST_GENERATION = "1";

/**
 * Whatever people rotate stands in the list by which dates are watched. Whether an environment has
 * been deployed, a preview cannot know; that somebody has rotated there, its stack file says.
 */
export const rotationListed = stackRule({
  id: "ownership-rotation-listed",
  checks: ["SEC-1"],
  severity: "medium",
  level: "posture",
  description:
    "Every secret that people rotate has an entry under `secrets` in stacks/ownership.yaml, with a date where it has been rotated.",
  why: "A secret that is on nobody's list is never late: nobody counts its days.",
  remediation:
    "Add the secret under `secrets` in stacks/ownership.yaml with `owner` and `every_days`. A change of `tracking.secret_generation` writes its day under `rotated` too.",
  check: (stack, report, { name, environment, stacks: { ownership } }) => {
    const rotated = environment.tracking.secret_generation !== FIRST_GENERATION;
    stack.each<SecretProps>("aws:secretsmanager/secret:Secret", (secret) => {
      const how = secret.props.tags?.[ROTATION_TAG];
      if (how === undefined) return;
      const duty = Object.hasOwn(ownership.secrets, secret.name)
        ? ownership.secrets[secret.name]
        : undefined;
      if (duty === undefined) {
        const tags = secret.props.tags;
        const owner = known(() => tags?.["towpath:owner"]);
        const whose = owner === UNKNOWN || owner === undefined ? "its owner" : owner;
        report(
          secret,
          `stacks/ownership.yaml does not list secret ${secret.name}, which people rotate; expected owner and every_days. Add ${secret.name} under secrets, for ${whose}.`,
        );
        return;
      }
      if (how !== "deploy" || !rotated || Object.hasOwn(duty.rotated, name)) return;
      report(
        secret,
        `Secret ${secret.name} has been rotated in ${name} (tracking.secret_generation is "${environment.tracking.secret_generation}"), and stacks/ownership.yaml has no day for it; expected rotated.${name}. Write the day in the same change.`,
      );
    });
  },
});
