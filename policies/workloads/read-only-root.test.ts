import { ruleCases } from "../engine/testing";
import { readOnlyRoot } from "./read-only-root";
import { container, podSpec, UNKNOWN_TEXT, withContainer, workload } from "./testing";

const readOnly = (value: unknown) => ({ securityContext: { readOnlyRootFilesystem: value } });

ruleCases(readOnlyRoot, {
  compliant: {
    "a read-only file system": { given: workload() },
    "another type of resource": { given: { ...withContainer(readOnly(false)), type: "aws:x:Y" } },
  },
  violating: {
    "nothing said": {
      given: withContainer({ securityContext: {} }),
      says: /container "web" can write its own file system; expected readOnlyRootFilesystem: true/,
    },
    "a container before the others": {
      given: workload(
        podSpec({ initContainers: [container({ name: "setup", ...readOnly(false) })] }),
      ),
      says: /container "setup"/,
    },
  },
  undecided: {
    "a value that only a deployment knows": { given: withContainer(readOnly(UNKNOWN_TEXT)) },
  },
});
