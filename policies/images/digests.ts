import * as pulumi from "@pulumi/pulumi";
import type { Context } from "../engine/context";
import { resourceRule } from "../engine/rule";
import { IMAGE_USERS, imageName, imagesOf } from "./images-of";

/**
 * Gatekeeper's `k8simagedigests`, with one difference: a line of stacks/images.yaml that is still
 * unresolved is judged as the posture says (`unresolvedImages`), and then at an update only. A
 * preview must be possible before anybody asked the registries; the program warns of it there.
 */
export const digests = resourceRule({
  id: "images-digests",
  checks: ["K8S-6"],
  severity: "high",
  level: "posture",
  description:
    "Images are named by digest, the one of their line in stacks/images.yaml; a line without one stops an update where the posture says so.",
  why: "A tag is moved by whoever can push to the repository, and every new node pulls what it points to then.",
  remediation:
    "Run `npx towpath images pin` and commit stacks/images.yaml; in the program take the image from there (imageRef in components/config/images.ts).",
  types: IMAGE_USERS,
  check: (resource, report, scope) => {
    for (const { where, image } of imagesOf(resource)) {
      const found = image();
      if (found === "") continue;
      const problem = problemOf(found, scope);
      if (problem !== undefined) report(`${where} is ${found}, ${problem}`);
    }
  },
});

function problemOf(image: string, { stacks, environment }: Context): string | undefined {
  const { repository, tag, digest } = imageName(image);
  const line = Object.entries(stacks.images).find(
    ([, known]) => known.repository === repository && known.tag === tag,
  );
  const [name, expected] = line === undefined ? [undefined, undefined] : [line[0], line[1].digest];
  if (digest !== undefined) {
    return expected === undefined || expected === null || digest === expected
      ? undefined
      : `and stacks/images.yaml has ${name} with another digest, ${expected}. Name it by that line.`;
  }
  if (name === undefined) {
    return "without a digest. Give it a line in stacks/images.yaml and run `npx towpath images pin`.";
  }
  if (expected !== null) {
    return `without the digest that ${name} has in stacks/images.yaml. Name it by that line.`;
  }
  return environment.settings.unresolvedImages === "refuse" && !pulumi.runtime.isDryRun()
    ? `and stacks/images.yaml has no digest for ${name}. Run \`npx towpath images pin\` and commit it.`
    : undefined;
}
