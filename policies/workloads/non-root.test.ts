import { ruleCases } from "../engine/testing";
import { nonRoot } from "./non-root";
import {
  container,
  DAEMON_SET,
  DEVICE_PLUGIN,
  podSpec,
  UNKNOWN_TEXT,
  withContainer,
  workload,
} from "./testing";

const plugin = (name: string) =>
  workload(
    podSpec({
      securityContext: {},
      containers: [container({ name, securityContext: { runAsUser: 0, runAsNonRoot: false } })],
    }),
    { type: DAEMON_SET, within: [DEVICE_PLUGIN] },
  );

ruleCases(nonRoot, {
  compliant: {
    "said for the pod": { given: workload() },
    "said for the container": {
      given: workload(
        podSpec({
          securityContext: {},
          containers: [container({ securityContext: { runAsNonRoot: true } })],
        }),
      ),
    },
    "the device plugin, which is listed": { given: plugin("device-plugin") },
    "another type of resource": { given: { ...plugin("x"), type: "aws:x:Y" } },
  },
  violating: {
    "nothing said": {
      given: workload(podSpec({ securityContext: {} })),
      says: /container "web" does not say runAsNonRoot; expected runAsNonRoot: true/,
    },
    "the container says otherwise than its pod": {
      given: withContainer({ securityContext: { runAsNonRoot: false } }),
      says: /container "web" may run as root/,
    },
    "the user 0 of a container": {
      given: withContainer({ securityContext: { runAsUser: 0 } }),
      says: /runs as user 0, which is root/,
    },
    "the user 0 of the pod": {
      given: workload(podSpec({ securityContext: { runAsNonRoot: true, runAsUser: 0 } })),
      says: /user 0/,
    },
    "another container beside the device plugin": { given: plugin("shell"), says: /"shell"/ },
  },
  undecided: {
    "a user that only a deployment knows": {
      given: withContainer({ securityContext: { runAsUser: UNKNOWN_TEXT } }),
    },
  },
});
