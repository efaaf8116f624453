import type * as aws from "@pulumi/aws";
import { isSet } from "../engine/known";
import { resourceRule } from "../engine/rule";
import type { Inputs } from "../engine/subject";
import { judgeEach } from "../reading/judge-each";
import {
  INSTANCE,
  type InstanceProps,
  LAUNCH_CONFIGURATION,
  LAUNCH_TEMPLATE,
  type LaunchTemplateProps,
  SPOT_REQUEST,
} from "../reading/machines";

/** Addresses that are given to a machine: by the address, or by what ties the two together. */
const GIVES: Readonly<Record<string, string>> = {
  "aws:ec2/eip:Eip": "instance",
  "aws:ec2/eipAssociation:EipAssociation": "instanceId",
};

type Props = InstanceProps & LaunchTemplateProps & Inputs<aws.ec2.EipArgs>;

export const networkNoPublicAddresses = resourceRule<Props>({
  id: "network-no-public-addresses",
  checks: ["EC2-4"],
  severity: "high",
  level: "posture",
  description: "No machine has a public address.",
  why: "A machine with a public address is one wrong security group away from the internet. Machines go out through NAT, and people come in through load balancers and Session Manager.",
  remediation:
    "Set `associatePublicIpAddress` to false or leave it out, put machines into the private subnets of the component Network, and remove the Elastic IP.",
  controls: ["CIS EKS 5.4.3"],
  types: [INSTANCE, SPOT_REQUEST, LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, ...Object.keys(GIVES)],
  check: ({ type, props }, report) => {
    const address = GIVES[type];
    if (address !== undefined) {
      if (isSet(props, address)) {
        report("a public address is given to an instance. Remove it, and reach it from inside.");
      }
      return;
    }
    const say = (place: string) => {
      report(
        `${place}associatePublicIpAddress is true. Set it to false: machines go out through NAT.`,
      );
    };
    if (isTrue(props.associatePublicIpAddress)) say("");
    if (type === LAUNCH_TEMPLATE) {
      judgeEach((props as LaunchTemplateProps).networkInterfaces, (each, index) => {
        if (isTrue(each.associatePublicIpAddress)) say(`networkInterfaces[${index}].`);
      });
    }
  },
});

/** Launch templates write their switches as texts. */
function isTrue(value: boolean | string | undefined): boolean {
  return value === true || value === "true";
}
