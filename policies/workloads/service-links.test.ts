import { ruleCases } from "../engine/testing";
import { serviceLinks } from "./service-links";
import { cronJob, podSpec, UNKNOWN_TEXT, workload } from "./testing";

ruleCases(serviceLinks, {
  compliant: {
    "links off": { given: workload() },
    "another type of resource": { given: { ...workload({}), type: "aws:x:Y" } },
  },
  violating: {
    "nothing said": {
      given: cronJob(podSpec({ enableServiceLinks: undefined })),
      says: /variables of every Service in its namespace; expected enableServiceLinks: false/,
    },
    "links on": {
      given: workload(podSpec({ enableServiceLinks: true })),
      says: /enableServiceLinks/,
    },
  },
  undecided: {
    "a value that only a deployment knows": {
      given: workload(podSpec({ enableServiceLinks: UNKNOWN_TEXT })),
    },
  },
});
