import { resourceRule } from "../engine/rule";
import { allowedRegions, regionsText } from "./allowed-regions";

/** The two AWS providers; their types are all of this form. */
const AWS = ["aws:", "aws-native:"];

/** What the engine calls the provider that nobody made: `default_7_1_0`. */
const DEFAULT = /^default(_|$)/;

/**
 * Where a resource lands: in its own `region`, which pulumi-aws takes since version 7, or in the region
 * of the provider in use, however it came to that provider.
 */
export const regionsResources = resourceRule<{ readonly region?: string }>({
  id: "regions-resources",
  checks: ["REG-1"],
  severity: "high",
  level: "always",
  exemptible: "not-in-prod",
  description: "Every AWS resource lands in one of the environment's regions.",
  why: "Data in another region is under another law, outside of the budget's alarms, and not in any backup or drill.",
  remediation:
    "Pass the program's provider down (`providers` of the component's parent), and leave the resource's own `region` out. Another region goes into `regions_allowed` of the stack file, under review.",
  types: "every",
  check: ({ type, props, provider }, report, { environment }) => {
    if (!AWS.some((prefix) => type.startsWith(prefix))) return;
    const allowed = allowedRegions(environment);
    const own = props.region;
    if (own !== undefined && !allowed.includes(own)) {
      report(
        `its own region is ${own}; expected one of ${regionsText(allowed)}. Leave the region to the provider.`,
      );
      return;
    }
    if (provider === undefined || DEFAULT.test(provider.name)) {
      report(
        "it uses the default provider, whose region is the machine's. Pass the program's provider down.",
      );
      return;
    }
    const region = (provider.props as { readonly region?: string }).region;
    if (own === undefined && (region === undefined || !allowed.includes(region))) {
      report(
        `its provider's region is ${region ?? "not set"}; expected one of ${regionsText(allowed)}. Take another provider, or change that one's region.`,
      );
    }
  },
});
