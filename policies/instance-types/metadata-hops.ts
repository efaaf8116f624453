import { resourceRule } from "../engine/rule";
import type { InstanceProps } from "../reading/machines";
import { decidesMetadata, WITH_METADATA } from "./metadata";

/** A rule of its own, so that an exception for a second hop lifts nothing else. */
export const instanceTypesMetadataHops = resourceRule<InstanceProps>({
  id: "instance-types-metadata-hops",
  checks: ["EC2-1"],
  severity: "high",
  level: "posture",
  description: "An instance's metadata travels one hop: it reaches the node, and no pod on it.",
  why: "With a second hop every pod can take the node's role, and read all images and join as a node. Pods get their own rights from Pod Identity.",
  remediation:
    "Set `metadataOptions.httpPutResponseHopLimit` to 1, as the launch template of the component NodePool does. Software that cannot do without needs an entry in policies/exceptions.yaml.",
  types: WITH_METADATA,
  check: (resource, report) => {
    if (!decidesMetadata(resource)) return;
    const hops = resource.props.metadataOptions?.httpPutResponseHopLimit;
    if (hops !== 1) {
      // An image that asks for IMDSv2, as Amazon Linux 2023's does, sets it to 2: `ImdsSupport`,
      // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Image.html
      report(
        `httpPutResponseHopLimit is ${hops ?? "left to the image, which may say 2"}; expected 1. Set it in metadataOptions.`,
      );
    }
  },
});
