import { ruleCases } from "../engine/testing";
import { jobs } from "./jobs";
import { cronJob, JOB, podSpec, UNKNOWN_TEXT, workload } from "./testing";

const job = (spec: object) => workload(podSpec(), { type: JOB }, spec);

ruleCases(jobs, {
  compliant: {
    "a Job with a deadline": { given: job({ activeDeadlineSeconds: 60 }) },
    "a CronJob that waits": { given: cronJob() },
    "a Deployment, which does not end": { given: workload() },
    "more tries where the configuration says so": {
      given: job({ activeDeadlineSeconds: 60, backoffLimit: 8 }),
      config: { backoffLimit: 8 },
    },
  },
  violating: {
    "a Job without a deadline": { given: job({}), says: /the Job has no deadline/ },
    "a Job without end": {
      given: job({ activeDeadlineSeconds: 60, backoffLimit: 100 }),
      says: /tries again 100 times; expected 6 at most/,
    },
    "a CronJob without a deadline": {
      given: cronJob(podSpec(), { activeDeadlineSeconds: undefined }),
      says: /no deadline/,
    },
    "a CronJob that overtakes itself": {
      given: cronJob(podSpec(), {}, { concurrencyPolicy: undefined }),
      says: /starts while its last Job still runs/,
    },
  },
  undecided: {
    "tries that only a deployment knows": {
      given: job({ activeDeadlineSeconds: 60, backoffLimit: UNKNOWN_TEXT }),
    },
  },
});
