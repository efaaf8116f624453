import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import { NODE_GROUP } from "../reading/machines";

/** Without it the rules on disks and metadata would have nothing to judge. */
export const instanceTypesOwnLaunchTemplate = resourceRule({
  id: "instance-types-own-launch-template",
  checks: ["EC2-1", "EC2-2"],
  severity: "high",
  level: "posture",
  description: "Every node group boots by a launch template of this program.",
  why: "Without one EKS makes its own, and nobody here decides whether the disk is encrypted and whether pods can take the node's role.",
  remediation:
    "Make the pool with the component NodePool, or pass `launchTemplate` with the id of an aws.ec2.LaunchTemplate that has metadata options and an encrypted disk.",
  types: [NODE_GROUP],
  check: ({ props }, report) => {
    if (!isSet(props, "launchTemplate")) {
      report(
        "the node group has no launch template, so EKS chooses its disk and its metadata options. Give it one.",
      );
    }
  },
});
