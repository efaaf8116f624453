import { resourceRule } from "../engine/rule";
import type { InstanceProps } from "../reading/machines";
import { decidesMetadata, WITH_METADATA } from "./metadata";

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
  types: [...WITH_METADATA, DEFAULTS],
  check: (resource, report) => {
    const { type, props } = resource;
    if (type !== DEFAULTS && !decidesMetadata(resource)) return;
    const tokens = type === DEFAULTS ? props.httpTokens : props.metadataOptions?.httpTokens;
    if (tokens !== "required") {
      report(
        `httpTokens is ${tokens ?? "left to the image"}; expected required. Set it in metadataOptions.`,
      );
    }
  },
});
