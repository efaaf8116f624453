import { ruleCases } from "../engine/testing";
import { UNKNOWN_TEXT, withContainer, workload } from "../workloads/testing";
import { tags } from "./tags";

const of = (image: unknown) => withContainer({ image });

ruleCases(tags, {
  compliant: {
    "a release": { given: of("docker.io/library/node:24.19.0-bookworm-slim") },
    "a digest without a tag": { given: workload() },
    "an image that only a deployment knows, of which another rule speaks": {
      given: of(UNKNOWN_TEXT),
    },
    "another type of resource": { given: { ...of("node:latest"), type: "aws:x:Y" } },
  },
  violating: {
    latest: {
      given: of("docker.io/library/node:latest"),
      says: /container "web" is docker\.io\/library\/node:latest, whose tag moves/,
    },
    "no tag, in dev": {
      given: of("localhost:5000/node"),
      environment: "dev",
      says: /without a tag, which means latest/,
    },
  },
  undecided: { "a pod that only a deployment knows": { given: workload(UNKNOWN_TEXT as never) } },
});
