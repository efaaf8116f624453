import { leastThreshold } from "../../components/config/least-threshold";
import type { Context } from "../engine/context";
import { versionRule } from "./promoted-versions";

/** An evaluation of its own run passed the threshold that was set for it. */
export const evaluation = versionRule({
  id: "promotion-evaluation",
  severity: "high",
  description:
    "A promoted version passed an evaluation: its accuracy reaches the threshold, and the threshold is neither below that of the job that trains the model nor below the baseline's accuracy.",
  why: "Customers get the wrong answers that an evaluation would have counted. The one who promotes in a hurry does not see them. A threshold of 0 is passed by every model, also by one that is worse than the rule that it replaces.",
  remediation:
    "Evaluate the run with `npx towpath evaluate --run RUN --env ENVIRONMENT`, then promote it. Where it fails, train a better version; do not lower `evaluation.threshold` in stacks/services/NAME.yaml. Of several jobs under apps/jobs/configs with the service's `artifact_name` the lowest `metric_threshold` counts.",
  judge: ({ evaluation: found, run_id: run }, scope, service) => {
    if (found === undefined) return "has no evaluation; expected the one that it passed";
    const { accuracy, threshold, run_id: evaluationRun } = found;
    if (evaluationRun === undefined || evaluationRun.trim() === "") {
      return "has no evaluation.run_id; expected the evaluation's run in tracking";
    }
    if (evaluationRun === run) {
      return "names its training run as its evaluation; expected a run that evaluated it";
    }
    if (accuracy === undefined || threshold === undefined) {
      return "has no evaluation.accuracy or threshold; expected both, as the evaluation logged them";
    }
    const tooLow = belowLeast(threshold, scope, service);
    if (tooLow !== undefined) return tooLow;
    return accuracy >= threshold
      ? undefined
      : `has accuracy ${accuracy}; expected at least its threshold, ${threshold}`;
  },
});

/** Is the gate itself too low? A service that stacks/ does not have is another rule's. */
function belowLeast(threshold: number, { root, stacks }: Context, name: string) {
  const service = stacks.services[name];
  if (service === undefined) return undefined;
  const least = leastThreshold(root, service);
  return threshold >= least.accuracy
    ? undefined
    : `has threshold ${threshold}; expected at least ${least.accuracy}, ${least.whose}`;
}
