import { ruleCases } from "../engine/testing";
import { hostPorts } from "./host-ports";
import { UNKNOWN_TEXT, withContainer, workload } from "./testing";

ruleCases(hostPorts, {
  compliant: {
    "ports of the pod": { given: workload() },
    "no port of the node": { given: withContainer({ ports: [{ containerPort: 1, hostPort: 0 }] }) },
    "hooks that run a command": {
      given: withContainer({ lifecycle: { preStop: { exec: { command: ["sleep", "5"] } } } }),
    },
    "another type of resource": {
      given: { ...withContainer({ ports: [{ hostPort: 80 }] }), type: "aws:x:Y" },
    },
  },
  violating: {
    "a port of the node": {
      given: withContainer({ ports: [{ containerPort: 80, hostPort: 80 }] }),
      says: /container "web" takes port 80 of its node; expected none/,
    },
    "a probe of another host": {
      given: withContainer({ readinessProbe: { httpGet: { host: "169.254.169.254", path: "/" } } }),
      says: /has kubelet ask 169\.254\.169\.254 \(readinessProbe\); expected the pod itself/,
    },
    "a hook at another host": {
      given: withContainer({ lifecycle: { postStart: { tcpSocket: { host: "10.0.0.1" } } } }),
      says: /10\.0\.0\.1 \(lifecycle\.postStart\)/,
    },
  },
  undecided: {
    "a port that only a deployment knows": {
      given: withContainer({ ports: [{ containerPort: 80, hostPort: UNKNOWN_TEXT }] }),
    },
  },
});
