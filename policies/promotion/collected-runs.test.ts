import { loadStacks } from "../../components/config/load";
import { ruleCases } from "../engine/testing";
import { container, cronJob, podSpec, UNKNOWN_TEXT, workload } from "../workloads/testing";
import { collectedRuns } from "./collected-runs";

const services = Object.keys(loadStacks(process.cwd()).services).join(",");
const SCRIPT = ["python", "-c", "store._hard_delete_run(run_id)"];

/** A CronJob that removes runs, with these variables. */
const collecting = (env: Readonly<Record<string, string>>) =>
  cronJob(
    podSpec({
      containers: [
        container({
          command: SCRIPT,
          env: Object.entries(env).map(([name, value]) => ({ name, value })),
        }),
      ],
    }),
  );
const running = (...command: string[]) =>
  workload(podSpec({ containers: [container({ command })] }));

ruleCases(collectedRuns, {
  compliant: {
    "a collection with every record": {
      given: collecting({ SERVICES: services, OLDER_THAN_DAYS: "30" }),
    },
    "a service beside those that are committed": {
      given: collecting({ SERVICES: `${services},another`, OLDER_THAN_DAYS: "90" }),
    },
    "MLflow's server": { given: running("mlflow", "server", "--host", "0.0.0.0") },
    "a path with gc in it": { given: running("sh", "-c", "ls mlflow/gc") },
  },
  violating: {
    "no record": {
      given: collecting({ SERVICES: "", OLDER_THAN_DAYS: "30" }),
      says: /without the records of support-triage; expected those of every service/,
    },
    "nobody says which": {
      given: collecting({ OLDER_THAN_DAYS: "30" }),
      says: /without the records of support-triage/,
    },
    "a day": {
      given: collecting({ SERVICES: services, OLDER_THAN_DAYS: "1" }),
      says: /removes runs after 1 days; expected 30 or more/,
    },
    "no number of days": {
      given: collecting({ SERVICES: services }),
      says: /after no number of days/,
    },
    "mlflow gc": {
      given: running("mlflow", "gc", "--older-than", "30d"),
      says: /runs `mlflow gc`/,
    },
    "mlflow gc in a shell": {
      given: running("sh", "-c", "cd /tmp && mlflow --env-file x gc"),
      says: /runs `mlflow gc`/,
    },
  },
  undecided: {
    "services that only a deployment knows": {
      given: collecting({ SERVICES: UNKNOWN_TEXT, OLDER_THAN_DAYS: "30" }),
    },
  },
});
