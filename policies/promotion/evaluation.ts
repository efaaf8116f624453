import { versionRule } from "./promoted-versions";

/** An evaluation of its own run passed the threshold that was set for it. */
export const evaluation = versionRule({
  id: "promotion-evaluation",
  severity: "high",
  description: "A promoted version passed an evaluation: its accuracy reaches the threshold.",
  why: "Customers get the wrong answers that an evaluation would have counted. The one who promotes in a hurry does not see them.",
  remediation:
    "Evaluate the run with `npx towpath evaluate --run RUN --env ENVIRONMENT`, then promote it. Where it fails, train a better version; do not lower `evaluation.threshold` in stacks/services/NAME.yaml.",
  judge: ({ evaluation: found, run_id: run }) => {
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
    return accuracy >= threshold
      ? undefined
      : `has accuracy ${accuracy}; expected at least its threshold, ${threshold}`;
  },
});
