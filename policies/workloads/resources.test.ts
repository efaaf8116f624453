import { ruleCases } from "../engine/testing";
import { resources } from "./resources";
import { container, podSpec, UNKNOWN_TEXT, withContainer, workload } from "./testing";

ruleCases(resources, {
  compliant: {
    "requests and a limit of memory": { given: workload() },
    "limits alone, which are requests too": {
      given: withContainer({ resources: { limits: { cpu: 1, memory: "1Gi" } } }),
    },
    "sizes that only a deployment knows": {
      given: withContainer({
        resources: { requests: { cpu: UNKNOWN_TEXT, memory: "1Mi" }, limits: { memory: "1Mi" } },
      }),
    },
    "another type of resource": {
      given: { ...withContainer({ resources: undefined }), type: "aws:x:Y" },
    },
  },
  violating: {
    "no sizes": {
      given: withContainer({ resources: undefined }),
      says: /"web" does not say resources\.requests\.cpu, resources\.requests\.memory, resources\.limits\.memory\./,
    },
    "no limit of memory": {
      given: withContainer({ resources: { requests: { cpu: "1", memory: "1Gi" } } }),
      says: /does not say resources\.limits\.memory\./,
    },
    "a container before the others without sizes": {
      given: workload(
        podSpec({
          initContainers: [container({ name: "fetch", resources: { limits: { memory: "1Gi" } } })],
        }),
      ),
      says: /"fetch" does not say resources\.requests\.cpu\./,
    },
  },
  undecided: {
    "resources that only a deployment knows": {
      given: withContainer({ resources: UNKNOWN_TEXT }),
    },
  },
});
