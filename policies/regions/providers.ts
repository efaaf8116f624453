import { resourceRule } from "../engine/rule";
import { allowedRegions, regionsText } from "./allowed-regions";

export const regionsProviders = resourceRule<{ readonly region?: string }>({
  id: "regions-providers",
  checks: ["REG-1"],
  severity: "high",
  level: "always",
  exemptible: "not-in-prod",
  description: "Every AWS provider names its region, one of the environment's.",
  why: "A provider without a region takes it from the machine that runs Pulumi, so the same commit builds in another country on another laptop.",
  remediation:
    "Set `region` of the provider from the stack file's `aws:region` or `secondary_region`. Another region goes into `regions_allowed` of the stack file, under review.",
  types: ["pulumi:providers:aws", "pulumi:providers:aws-native"],
  check: ({ props: { region } }, report, { environment }) => {
    const allowed = allowedRegions(environment);
    if (region === undefined) {
      report(
        `the provider names no region; expected one of ${regionsText(allowed)}. Set its region from the stack file.`,
      );
    } else if (!allowed.includes(region)) {
      report(
        `the provider's region is ${region}; expected one of ${regionsText(allowed)}. Change it, or regions_allowed in the stack file.`,
      );
    }
  },
});
