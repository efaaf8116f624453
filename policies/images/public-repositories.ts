import { resourceRule } from "../engine/rule";

const PUBLIC = "aws:ecrpublic/repository:Repository";

/** A public repository is open by its type: there is nothing else to look at. */
export const publicRepositories = resourceRule({
  id: "images-public-repositories",
  checks: ["ECR-1"],
  severity: "critical",
  level: "always",
  exemptible: "no",
  description: "No image repository is public.",
  why: "Everybody can pull from it: the code in the images, and whatever model or key somebody copied into one.",
  remediation:
    "Use Registry of components/foundation/registry.ts. What is to be published has another account and another repository.",
  types: [PUBLIC],
  check: (_repository, report) => {
    report("the repository is public; expected a private one. Use Registry instead.");
  },
});
