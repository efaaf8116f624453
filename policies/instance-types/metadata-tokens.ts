import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import {
  INSTANCE,
  type InstanceProps,
  LAUNCH_CONFIGURATION,
  LAUNCH_TEMPLATE,
} from "../reading/machines";

/** The account's default for what says nothing, where the stack sets it. */
const DEFAULTS = "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults";

type Props = InstanceProps & { readonly httpTokens?: string };

export const instanceTypesMetadataTokens = resourceRule<Props>({
  id: "instance-types-metadata-tokens",
  checks: ["EC2-1"],
  severity: "high",
  level: "posture",
  description:
    "Instances give their metadata, and so their role, for a session token only (IMDSv2).",
  why: "Without the token a program that can be made to fetch an address, a web server's proxy say, hands the node's credentials to a stranger.",
  remediation:
    'Set `metadataOptions.httpTokens` to "required", as the launch template of the component NodePool does.',
  controls: ["CIS AWS 6.7"],
  types: [LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, INSTANCE, DEFAULTS],
  check: ({ type, props }, report) => {
    if (comesFromTemplate(type, props)) return;
    if (type !== DEFAULTS && props.metadataOptions?.httpEndpoint === "disabled") return;
    const tokens = type === DEFAULTS ? props.httpTokens : props.metadataOptions?.httpTokens;
    if (tokens !== "required") {
      report(
        `httpTokens is ${tokens ?? "left to the image"}; expected required. Set it in metadataOptions.`,
      );
    }
  },
});

/** An instance that says nothing takes what its launch template says, which is judged there. */
function comesFromTemplate(type: string, props: InstanceProps): boolean {
  return type === INSTANCE && isSet(props, "launchTemplate") && !isSet(props, "metadataOptions");
}
