import * as z from "zod";
import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { MODEL_SERVICE, recordFile, type ServiceProps, SLOTS } from "./promoted-versions";

const config = z.object({
  min_pass_rate: z
    .number()
    .min(0)
    .max(1)
    .default(0.95)
    .describe("Share of the safety suite's cases that must pass, 0 to 1."),
  services: z
    .array(z.string())
    .default([])
    .describe("Services that have a safety suite, whatever their records say."),
});

/**
 * Where a safety suite exists, a version passes it. A suite exists where the configuration says so,
 * and where a version of the same record has a rate: what was measured once is not left out later.
 */
export const safety = resourceRule<ServiceProps, z.output<typeof config>>({
  id: "promotion-safety",
  checks: [],
  severity: "critical",
  level: "posture",
  exemptible: "not-in-prod",
  description:
    "A promoted version of a service with a safety suite passes enough of it: 95 percent, where nothing else is configured.",
  why: "A model that writes text, or whose wrong answer harms someone, can be accurate on average and still do harm.",
  remediation:
    "Run the safety suite on the version and record its rate as `evaluation.safety_pass_rate` in stacks/services/NAME.yaml. Where it is too low, serve the previous version with `npx towpath rollback` and train a better one.",
  config,
  types: [MODEL_SERVICE],
  check: ({ name, props }, report, { config: { min_pass_rate: least, services } }) => {
    const promoted = SLOTS.flatMap((slot) => {
      const version = isSet(props, slot) ? props[slot] : undefined;
      return version === undefined || version.baseline === true
        ? []
        : [{ slot, version, rate: version.evaluation?.safety_pass_rate }];
    });
    const hasSuite = services.includes(name) || promoted.some(({ rate }) => rate !== undefined);
    if (!hasSuite) return;
    for (const { slot, version, rate } of promoted) {
      if (rate !== undefined && rate >= least) continue;
      report(
        `${slot} (${version.model_version ?? "no model_version"}) has evaluation.safety_pass_rate ${rate ?? "missing"}; expected at least ${least}, because ${name} has a safety suite. Run the suite on it and record the rate in ${recordFile(name)}, or serve another version.`,
      );
    }
  },
});
