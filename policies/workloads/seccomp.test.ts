import { ruleCases } from "../engine/testing";
import { seccomp } from "./seccomp";
import { container, cronJob, podSpec, UNKNOWN_TEXT, withContainer, workload } from "./testing";

const profile = (type: string) => ({ securityContext: { seccompProfile: { type } } });

ruleCases(seccomp, {
  compliant: {
    "the pod's profile": { given: workload() },
    "a profile of each container": {
      given: workload(
        podSpec({ securityContext: {}, containers: [container(profile("RuntimeDefault"))] }),
      ),
    },
    "a profile on the node": { given: withContainer(profile("Localhost")) },
    "another type of resource": {
      given: { ...withContainer(profile("Unconfined")), type: "aws:x:Y" },
    },
  },
  violating: {
    "no profile": {
      given: cronJob(podSpec({ securityContext: { runAsNonRoot: true } })),
      says: /container "web" has no seccomp profile; expected RuntimeDefault/,
    },
    "a container without one, in a pod that has one": {
      given: withContainer(profile("Unconfined")),
      says: /has the seccomp profile Unconfined/,
    },
  },
  undecided: {
    "a profile that only a deployment knows": { given: withContainer(profile(UNKNOWN_TEXT)) },
  },
});
