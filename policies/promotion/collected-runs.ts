import { DELETED_RUN_DAYS } from "../../components/config/retention/table";
import { resourceRule } from "../engine/rule";
import {
  type Container,
  containersOf,
  podsOf,
  WORKLOADS,
  type WorkloadProps,
} from "../reading/pods";

/** MLflow's own collection, as a command or inside of a shell's text. */
const MLFLOW_GC = /(^|[\s;&|])mlflow\s([^;&|]*\s)?gc(\s|$)/;

/** What removes a run for good, whatever the script around it is called. */
const REMOVES = "_hard_delete_run";

/** Whatever removes runs for good knows what is promoted, and waits. */
export const collectedRuns = resourceRule<WorkloadProps>({
  id: "promotion-collected-runs",
  checks: [],
  severity: "critical",
  level: "posture",
  description:
    "What removes runs of tracking for good is given the records of every service, and leaves deleted runs the days of the retention table.",
  why: "A run that is removed takes its artifact with it. Without the records nothing keeps the collection from a run that is served or that a rollback brings back, and `mlflow gc` asks for none.",
  remediation:
    "Let components/tracking/mlflow-gc.ts declare the collection: `Mlflow` with `collection.records` of all services (components/composed/record-files.ts). Never run `mlflow gc`.",
  types: WORKLOADS,
  check: (subject, report, { stacks }) => {
    for (const container of containersOf(podsOf(subject)?.spec ?? {})) {
      const words = [...(container.command ?? []), ...(container.args ?? [])].join(" ");
      if (MLFLOW_GC.test(words)) {
        report(
          "it runs `mlflow gc`, which asks for no promotion record; expected the collection of components/tracking/mlflow-gc.ts. Use that.",
        );
      }
      if (!words.includes(REMOVES)) continue;
      const given = (container.env ?? []).find(({ name }) => name === "SERVICES")?.value ?? "";
      const known = given.split(",").filter((name) => name !== "");
      const left = Object.keys(stacks.services).filter((name) => !known.includes(name));
      if (left.length > 0 || known.length === 0) {
        report(
          `it removes runs without the records of ${left.join(", ") || "any service"}; expected those of every service. Give \`collection.records\` all of them.`,
        );
      }
      const days = daysOf(container);
      if (!(days >= DELETED_RUN_DAYS)) {
        report(
          `it removes runs ${Number.isNaN(days) ? "after no number of days" : `after ${days} days`}; expected ${DELETED_RUN_DAYS} or more. Raise OLDER_THAN_DAYS.`,
        );
      }
    }
  },
});

const daysOf = ({ env }: Container): number =>
  Number(env?.find(({ name }) => name === "OLDER_THAN_DAYS")?.value ?? Number.NaN);
