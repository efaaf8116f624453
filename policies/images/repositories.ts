import { z } from "zod";
import type { Context } from "../engine/context";
import { known } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { IMAGE_USERS, imageName, imagesOf } from "./images-of";

const config = z.strictObject({
  registries: z
    .array(z.string().min(1))
    .default([])
    .describe("Registries, or registries with a path, that images may come from besides."),
});

/** A private registry of AWS: the account pulls from what it was given rights to. */
const ECR = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\//;

/** Gatekeeper's `k8sallowedrepos`. What only a deployment knows, images-digests says. */
export const repositories = resourceRule<Record<string, unknown>, z.output<typeof config>>({
  id: "images-repositories",
  checks: ["K8S-6"],
  severity: "high",
  level: "posture",
  description:
    "Images come from a repository of stacks/images.yaml, or from a private registry of AWS.",
  why: "Anybody can publish on a public registry, under a name that differs by one letter: what runs must be something that was reviewed.",
  remediation:
    "Give the image a line in stacks/images.yaml with the source of its name, and `npx towpath images pin`; or push it to the platform's registry (components/foundation/registry.ts). A lab's own registry belongs in the rule's `registries`.",
  controls: ["CIS EKS 5.1.4"],
  types: IMAGE_USERS,
  config,
  check: (resource, report, scope) => {
    for (const { where, image } of imagesOf(resource)) {
      const found = known(image);
      if (typeof found !== "string") continue;
      if (found === "") {
        report(`${where} names no image. Name one of stacks/images.yaml.`);
      } else if (!allowed(imageName(found).repository, scope, scope.config.registries)) {
        report(
          `${where} is ${found}, from a repository that stacks/images.yaml does not have. Add it there, or use one that it has.`,
        );
      }
    }
  },
});

function allowed(repository: string, { stacks }: Context, registries: readonly string[]): boolean {
  return (
    ECR.test(repository) ||
    Object.values(stacks.images).some((image) => image.repository === repository) ||
    registries.some((one) => repository.startsWith(one.endsWith("/") ? one : `${one}/`))
  );
}
