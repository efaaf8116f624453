import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { scheduled } from "./scheduled";
import { job, STACK } from "./testing";

const both = [STACK, job("backup"), job("drill")];
const at = (part: string) => [`kubernetes:batch/v1:CronJob ${part}`];

ruleCases(scheduled, {
  compliant: {
    "daily and weekly": { given: both },
    "more often": {
      given: [
        STACK,
        job("backup", { schedule: "0 */6 * * *" }),
        job("drill", { schedule: "0 4 * * 1,4", suspend: false }),
      ],
    },
    "neither, in an environment to tear down": { given: [STACK], environment: "dev" },
    "other CronJobs, whenever they run": {
      given: [
        ...both,
        {
          type: "kubernetes:batch/v1:CronJob",
          name: "train",
          props: { spec: { schedule: "0 0 31 2 *", suspend: true, jobTemplate: { spec: {} } } },
        },
      ],
    },
  },
  violating: {
    "no backup": {
      given: [STACK, job("drill")],
      at: ["pulumi:pulumi:Stack towpath-prod"],
      says: /No CronJob is the backup of tracking; expected one that runs every 24 hours/,
    },
    "no drill": {
      given: [STACK, job("backup")],
      at: ["pulumi:pulumi:Stack towpath-prod"],
      says: /No CronJob is the drill .* every 168 hours/,
    },
    "a drill that is suspended": {
      given: [STACK, job("backup"), job("drill", { suspend: true })],
      at: at("drill"),
      says: /The drill is suspended/,
      environment: "staging",
    },
    "a drill once a year": {
      given: [STACK, job("backup"), job("drill", { schedule: "0 4 1 1 *" })],
      at: at("drill"),
      says: /up to 8784 hours apart; expected 168 at most/,
    },
    "no backup on weekends": {
      given: [STACK, job("drill"), job("backup", { schedule: "0 1 * * 1-5" })],
      at: at("backup"),
      says: /up to 72 hours apart; expected 24 at most/,
    },
    "a schedule that Kubernetes does not take": {
      given: [STACK, job("drill"), job("backup", { schedule: "@often" })],
      at: at("backup"),
      says: /"@often", which Kubernetes does not take/,
    },
    "no schedule": {
      given: [STACK, job("drill"), job("backup", { schedule: undefined })],
      at: at("backup"),
      says: /does not take/,
    },
  },
  undecided: {
    "what only a deployment tells": {
      given: [STACK, job("drill"), job("backup", { schedule: UNKNOWN_VALUE })],
    },
  },
});
