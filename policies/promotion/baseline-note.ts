import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { MODEL_SERVICE, recordFile, type ServiceProps } from "./promoted-versions";

/** Says where people rely on a service that no promotion stands behind yet. */
export const baselineNote = resourceRule<ServiceProps>({
  id: "promotion-baseline-note",
  checks: [],
  severity: "low",
  level: "advice",
  description: "Where rules stop a change, a service serves a promoted version.",
  why: "A committed baseline keeps the endpoint honest until the first promotion, and no training run, evaluation gate or approver stands behind it. Whoever relies on the endpoint should know.",
  remediation:
    "Train, evaluate and promote a version: `npx towpath promote NAME --env ENVIRONMENT --approver LOGIN`. Until then this is a note, and nothing is wrong.",
  types: [MODEL_SERVICE],
  check: ({ name, props }, report, { name: environment, environment: { settings } }) => {
    if (settings.policyEnforcement !== "mandatory") return;
    const current = isSet(props, "current") ? props.current : undefined;
    if (current?.baseline !== true) return;
    report(
      `${environment} serves the committed baseline ${current.model_version ?? ""}, and no promoted version; expected a promotion in ${recordFile(name)} before people rely on it. Promote one with \`npx towpath promote ${name} --env ${environment}\`.`,
    );
  },
});
