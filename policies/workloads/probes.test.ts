import { ruleCases } from "../engine/testing";
import { probes } from "./probes";
import { container, cronJob, podSpec, UNKNOWN_TEXT, withContainer, workload } from "./testing";

const bare = { livenessProbe: undefined, readinessProbe: undefined };
const health = { httpGet: { path: "/health", port: "http" }, periodSeconds: 10 };

ruleCases(probes, {
  compliant: {
    "two probes that differ": { given: workload() },
    "a container that does not listen": { given: withContainer({ ...bare, ports: [] }) },
    "a job, which ends": { given: cronJob(podSpec({ containers: [container(bare)] })) },
    "a container that runs before the others": {
      given: workload(podSpec({ initContainers: [container({ name: "fetch", ...bare })] })),
    },
    "two probes of one path and other periods": {
      given: withContainer({
        livenessProbe: { ...health, periodSeconds: 20 },
        readinessProbe: health,
      }),
    },
    "another type of resource": { given: { ...withContainer(bare), type: "aws:x:Y" } },
  },
  violating: {
    "no probes": {
      given: withContainer(bare),
      says: /container "web" listens and has no readinessProbe and no livenessProbe/,
    },
    "no liveness": {
      given: withContainer({ livenessProbe: undefined }),
      says: /has no livenessProbe\./,
    },
    "the same probe twice": {
      given: withContainer({ livenessProbe: health, readinessProbe: { ...health } }),
      says: /has the same probe for readiness and liveness/,
    },
    "a sidecar without probes": {
      given: workload(
        podSpec({
          initContainers: [container({ name: "proxy", restartPolicy: "Always", ...bare })],
        }),
      ),
      says: /container "proxy" listens/,
    },
  },
  undecided: {
    "a probe that only a deployment knows": {
      given: withContainer({
        livenessProbe: { httpGet: { path: UNKNOWN_TEXT } },
        readinessProbe: { httpGet: { path: "/health" } },
      }),
    },
  },
});
