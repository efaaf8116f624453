import { ruleCases } from "../engine/testing";
import { hostNamespaces } from "./host-namespaces";
import { cronJob, podSpec, UNKNOWN_TEXT, workload } from "./testing";

ruleCases(hostNamespaces, {
  compliant: {
    "a pod of its own": { given: workload() },
    "one that says so": { given: workload(podSpec({ hostNetwork: false, hostPID: false })) },
    "another type of resource": {
      given: { ...workload(podSpec({ hostPID: true })), type: "aws:x:Y" },
    },
  },
  violating: {
    "the node's network": {
      given: workload(podSpec({ hostNetwork: true })),
      says: /shares hostNetwork with its node; expected none of them\. Take it out/,
    },
    "the node's processes and memory": {
      given: cronJob(podSpec({ hostPID: true, hostIPC: true })),
      environment: "local",
      says: /shares hostPID, hostIPC with its node.*Take them out/,
    },
  },
  undecided: {
    "a value that only a deployment knows": {
      given: workload(podSpec({ hostNetwork: UNKNOWN_TEXT })),
    },
  },
});
