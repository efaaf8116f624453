import { versionRule } from "./promoted-versions";

/** What serves customers comes from a run that tracking knows. */
export const trainingRun = versionRule({
  id: "promotion-training-run",
  severity: "high",
  description: "A promoted version names the training run that made it.",
  why: "Without the run nobody can say on which data, with which settings and by whom a model was trained, when its answers are questioned.",
  remediation:
    "Promote a finished run with `npx towpath promote`: it writes `run_id` into `environments.ENVIRONMENT.current` of stacks/services/NAME.yaml.",
  judge: ({ run_id: run }) =>
    run === undefined || run.trim() === ""
      ? "has no run_id; expected the training run's id in tracking"
      : undefined,
});
