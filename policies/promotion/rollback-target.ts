import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { MODEL_SERVICE, recordFile, type ServiceProps } from "./promoted-versions";

/**
 * There is a version to go back to, and it is another one. That a promoted target is pinned, and a
 * baseline's files are there, say artifact-checksum and baseline-checksum.
 */
export const rollbackTarget = resourceRule<ServiceProps>({
  id: "promotion-rollback-target",
  checks: [],
  severity: "high",
  level: "posture",
  exemptible: "not-in-prod",
  description: "A service that serves a promoted version has another version to go back to.",
  why: "When the new version fails, the way back must be there already: customers wait while somebody looks for it.",
  remediation:
    "Promote with `npx towpath promote`, which records the version served so far as `environments.ENVIRONMENT.previous`, or name another with `--rollback-target`.",
  types: [MODEL_SERVICE],
  check: ({ name, props }, report) => {
    const current = isSet(props, "current") ? props.current : undefined;
    const previous = isSet(props, "previous") ? props.previous : undefined;
    // A baseline is where everything started: there is nothing before it.
    if (current === undefined || current.baseline === true) return;
    const fix = `Record the version to go back to as previous in ${recordFile(name)}, with \`npx towpath promote --rollback-target\`.`;
    if (previous === undefined) {
      report(
        `No previous version is declared; expected the one that a rollback brings back. ${fix}`,
      );
      return;
    }
    const sha256 = previous.artifact?.sha256;
    if (sha256 !== undefined && sha256 === current.artifact?.sha256) {
      report(
        `current and previous are the same artifact, ${sha256.slice(0, 12)}…; expected another version to go back to. ${fix}`,
      );
    }
  },
});
