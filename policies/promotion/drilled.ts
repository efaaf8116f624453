import { drillProblem } from "../../components/config/drilled";
import { isDrilled } from "../../components/config/recovery";
import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { MODEL_SERVICE, momentOf, recordFile, type ServiceProps } from "./promoted-versions";

/**
 * What customers get was promoted while restores were proved. `towpath promote` asks the same of now;
 * the rule asks it of the moment in the record, and so of records that were written by hand. A rollback
 * is never held up: in it, the version before the newest promotion is in use again.
 */
export const drilled = resourceRule<ServiceProps>({
  id: "promotion-drilled",
  checks: [],
  severity: "high",
  level: "posture",
  description:
    "Where data is promised, a version was promoted at most eight days after a restore drill that passed, whose signed report is committed.",
  why: "A promotion makes more depend on the platform. When nobody has shown that its runs and artifacts come back, they may already be lost, and the version with them.",
  remediation:
    "Run a drill, and copy its report: `npx towpath drill report --env ENVIRONMENT --from s3://BUCKET/drills`, which writes docs/drills. Then promote again with `npx towpath promote`. In an emergency, when a new version must go out before a drill can pass, an exception in policies/exceptions.yaml lifts the rule for days; a rollback needs none.",
  types: [MODEL_SERVICE],
  check: ({ name, props }, report, { name: environment, environment: { settings }, ...known }) => {
    if (!isDrilled(settings)) return;
    const current = isSet(props, "current") ? props.current : undefined;
    if (current === undefined || current.baseline === true) return;
    const promotedAt = momentOf(current.promoted_at);
    // Without a moment there is no promotion to speak of, which promotion-promoter says.
    if (promotedAt === undefined) return;
    const previous = isSet(props, "previous") ? props.previous : undefined;
    const before = previous?.baseline === true ? undefined : momentOf(previous?.promoted_at);
    if (before !== undefined && before > promotedAt) return;
    const problem = drillProblem({
      environment,
      moment: new Date(promotedAt),
      reports: known.drills,
      access: known.stacks.access,
    });
    if (problem === undefined) return;
    report(
      `current (${current.model_version ?? "no model_version"}) was promoted at ${current.promoted_at ?? ""}, and ${environment} ${problem.message}. Commit the report of a drill that passed with \`npx towpath drill report --env ${environment}\`, and promote again, which writes ${recordFile(name)}.`,
    );
  },
});
