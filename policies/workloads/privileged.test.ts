import { ruleCases } from "../engine/testing";
import { privileged } from "./privileged";
import {
  barePod,
  container,
  cronJob,
  podSpec,
  UNKNOWN_TEXT,
  withContainer,
  workload,
} from "./testing";

ruleCases(privileged, {
  compliant: {
    "privileged: false": { given: workload() },
    "nothing said about it": { given: withContainer({ securityContext: {} }) },
    "a workload that makes no pods yet": { given: { type: workload().type, props: {} } },
    "another type of resource": {
      given: { ...withContainer({ securityContext: { privileged: true } }), type: "aws:x:Y" },
    },
  },
  violating: {
    "a privileged container": {
      given: withContainer({ securityContext: { privileged: true } }),
      says: /^container "web" is privileged; expected privileged: false/,
    },
    "one that runs before the others": {
      given: workload(
        podSpec({
          initContainers: [container({ name: "setup", securityContext: { privileged: true } })],
        }),
      ),
      says: /container "setup"/,
    },
    "one of a CronJob, in dev": {
      given: cronJob(
        podSpec({ containers: [container({ securityContext: { privileged: true } })] }),
      ),
      environment: "dev",
      says: /privileged/,
    },
    "one of a bare pod": {
      given: barePod(
        podSpec({ containers: [container({ securityContext: { privileged: true } })] }),
      ),
      says: /privileged/,
    },
    "one behind a container that only a deployment tells about": {
      given: workload(
        podSpec({
          initContainers: [container({ securityContext: { privileged: UNKNOWN_TEXT } })],
          containers: [container({ name: "late", securityContext: { privileged: true } })],
        }),
      ),
      says: /container "late"/,
    },
    "a Windows pod on its host": {
      given: workload(podSpec({ securityContext: { windowsOptions: { hostProcess: true } } })),
      says: /the pod runs as a process of its host/,
    },
    "a Windows container on its host": {
      given: withContainer({ securityContext: { windowsOptions: { hostProcess: true } } }),
      says: /container "web" runs as a process of its host/,
    },
  },
  undecided: {
    "a value that only a deployment knows": {
      given: withContainer({ securityContext: { privileged: UNKNOWN_TEXT } }),
    },
    "a pod that only a deployment knows": { given: workload(UNKNOWN_TEXT as never) },
  },
});
