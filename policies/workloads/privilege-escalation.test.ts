import { ruleCases } from "../engine/testing";
import { privilegeEscalation } from "./privilege-escalation";
import { container, podSpec, UNKNOWN_TEXT, withContainer, workload } from "./testing";

ruleCases(privilegeEscalation, {
  compliant: {
    "escalation forbidden": { given: workload() },
    "another type of resource": { given: { ...withContainer({}), type: "aws:x:Y" } },
  },
  violating: {
    "nothing said about it": {
      given: withContainer({ securityContext: {} }),
      says: /container "web" does not say allowPrivilegeEscalation; expected false/,
    },
    "no security context at all": {
      given: withContainer({ securityContext: undefined }),
      says: /does not say/,
    },
    "escalation allowed before the others run": {
      given: workload(
        podSpec({
          initContainers: [
            container({ name: "setup", securityContext: { allowPrivilegeEscalation: true } }),
          ],
        }),
      ),
      says: /container "setup" allows privilege escalation/,
    },
  },
  undecided: {
    "a value that only a deployment knows": {
      given: withContainer({ securityContext: { allowPrivilegeEscalation: UNKNOWN_TEXT } }),
    },
  },
});
