import { resourceRule } from "../engine/rule";
import { allowedRegions, regionsText } from "./allowed-regions";

/** The two AWS providers; their types are all of this form. */
const AWS = ["aws:", "aws-native:"];

/** What the engine calls the provider that nobody made: `default_7_1_0`. */
const DEFAULT = /^default(_|$)/;

/**
 * Where a resource lands: in its own `region`, which pulumi-aws takes since version 7, or in the region
 * of its provider. That region is said once, of the provider, by `regions-providers`, and not again of
 * the hundreds of resources that it makes.
 */
export const regionsResources = resourceRule<{ readonly region?: string }>({
  id: "regions-resources",
  checks: ["REG-1"],
  severity: "high",
  level: "always",
  exemptible: "not-in-prod",
  description:
    "Every AWS resource has a provider that the program made, and no region of its own but the environment's.",
  why: "Data in another region is under another law, outside of the budget's alarms, and not in any backup or drill.",
  remediation:
    "Pass the program's provider down (`providers` of the component's parent), and leave the resource's own `region` out. Another region goes into `regions_allowed` of the stack file, under review.",
  types: "every",
  check: ({ type, props, provider }, report, { environment }) => {
    if (!AWS.some((prefix) => type.startsWith(prefix))) return;
    if (provider === undefined || DEFAULT.test(provider.name)) {
      report(
        "it uses the default provider, whose region is the machine's. Pass the program's provider down.",
      );
    }
    const allowed = allowedRegions(environment);
    const own = props.region;
    if (own !== undefined && !allowed.includes(own)) {
      report(
        `its own region is ${own}; expected one of ${regionsText(allowed)}. Leave the region to the provider.`,
      );
    }
  },
});
