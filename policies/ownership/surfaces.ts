import * as z from "zod";
import { stackRule } from "../engine/rule";

const config = z.object({
  surfaces: z
    .array(z.string())
    .default([
      "experiment-tracking",
      "artifact-bucket-policy",
      "serving-standard",
      "restore-from-backup",
      "secret-rotation",
      "retention",
      "platform",
    ])
    .describe("Surfaces that need an owner whatever the services are."),
});

/** Everything that needs an owner although no resource carries one has one by name. */
export const surfaces = stackRule<z.output<typeof config>>({
  id: "ownership-surfaces",
  checks: [],
  severity: "medium",
  level: "posture",
  description:
    "The duties that no resource carries, and each model's endpoint, have an owner in stacks/ownership.yaml.",
  why: "Restoring, rotating secrets and keeping the serving standard are nobody's work until somebody is named, and are then missed on the day they are needed.",
  remediation:
    "Add the surface under `surfaces:` in stacks/ownership.yaml with `owner`, `recovery_owner` and `reviewer`.",
  config,
  check: (stack, report, { config: { surfaces: wanted }, stacks }) => {
    const endpoints = Object.keys(stacks.services).map((service) => `${service}-endpoint`);
    for (const surface of [...wanted, ...endpoints]) {
      if (Object.hasOwn(stacks.ownership.surfaces, surface)) continue;
      report(
        stack.root,
        `stacks/ownership.yaml names nobody for ${surface}; expected owner, recovery_owner and reviewer. Add ${surface} under surfaces.`,
      );
    }
  },
});
