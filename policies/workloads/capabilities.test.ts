import { ruleCases } from "../engine/testing";
import { capabilities } from "./capabilities";
import { DAEMON_SET, DEVICE_PLUGIN, UNKNOWN_TEXT, withContainer, workload } from "./testing";

const adding = (...add: string[]) => ({
  securityContext: { capabilities: { drop: ["ALL"], add } },
});

ruleCases(capabilities, {
  compliant: {
    "all dropped": { given: workload() },
    "NET_BIND_SERVICE added": { given: withContainer(adding("NET_BIND_SERVICE")) },
    "the device plugin's SYS_ADMIN": {
      given: withContainer(adding("SYS_ADMIN"), { type: DAEMON_SET, within: [DEVICE_PLUGIN] }),
    },
    "what the pack's configuration allows": {
      given: withContainer(adding("SYS_PTRACE"), { within: ["towpath:debug:Profiler"] }),
      config: {
        allowed: [{ component: "towpath:debug:Profiler", what: "SYS_PTRACE", reason: "A test." }],
      },
    },
    "another type of resource": { given: { ...withContainer(adding("BPF")), type: "aws:x:Y" } },
  },
  violating: {
    "nothing dropped": {
      given: withContainer({ securityContext: {} }),
      says: /container "web" drops no capabilities; expected ALL/,
    },
    "some dropped": {
      given: withContainer({ securityContext: { capabilities: { drop: ["NET_RAW"] } } }),
      says: /drops NET_RAW; expected ALL/,
    },
    "others added": {
      given: withContainer(adding("NET_BIND_SERVICE", "NET_ADMIN", "SYS_ADMIN")),
      says: /adds NET_ADMIN, SYS_ADMIN; expected nothing but NET_BIND_SERVICE/,
    },
    "more than the device plugin may": {
      given: withContainer(adding("SYS_ADMIN", "NET_ADMIN"), {
        type: DAEMON_SET,
        within: [DEVICE_PLUGIN],
      }),
      says: /adds NET_ADMIN;/,
    },
    "somebody else inside the device plugin's component": {
      given: withContainer(adding("SYS_ADMIN"), { within: [DEVICE_PLUGIN, "towpath:x:Other"] }),
      says: /adds SYS_ADMIN/,
    },
  },
  undecided: {
    "capabilities that only a deployment knows": {
      given: withContainer({ securityContext: { capabilities: UNKNOWN_TEXT } }),
    },
  },
});
