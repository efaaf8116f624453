import { known } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { IMAGE_USERS, imageName, imagesOf } from "./images-of";

/** Kyverno's `disallow-latest-tag`. What only a deployment knows, images-digests says. */
export const tags = resourceRule({
  id: "images-tags",
  checks: ["K8S-6"],
  severity: "high",
  level: "posture",
  description: "An image without a digest has a tag, and the tag is not `latest`.",
  why: "`latest`, which no tag means too, is another image every week: two pods of one Deployment can run different code, and nobody can go back to what ran yesterday.",
  remediation:
    "Name the image by its line in stacks/images.yaml, with the tag of a release; `npx towpath images pin` adds the digest.",
  types: IMAGE_USERS,
  check: (resource, report) => {
    for (const { where, image } of imagesOf(resource)) {
      const found = known(image);
      if (typeof found !== "string" || found === "") continue;
      const { tag, digest } = imageName(found);
      if (digest !== undefined || (tag !== undefined && tag !== "latest")) continue;
      report(
        `${where} is ${found}, ${tag === undefined ? "without a tag, which means latest" : "whose tag moves"}; expected the tag of a release. Name it by its line in stacks/images.yaml.`,
      );
    }
  },
});
