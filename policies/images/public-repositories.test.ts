import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { publicRepositories } from "./public-repositories";
import { REPOSITORY } from "./repository";

const type = "aws:ecrpublic/repository:Repository";

ruleCases(publicRepositories, {
  compliant: { "a private repository": { given: { type: REPOSITORY } } },
  violating: {
    "a public repository": {
      given: { type },
      says: /the repository is public; expected a private/,
    },
    "one whose name only a deployment knows, in dev": {
      given: { type, props: { repositoryName: UNKNOWN_VALUE } },
      environment: "dev",
      says: /public/,
    },
  },
});
