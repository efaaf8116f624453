import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import type { Properties } from "../engine/subject";
import { networkNoPublicAddresses } from "./no-public-addresses";

const instance = (props: Properties) => ({ given: { type: "aws:ec2/instance:Instance", props } });
const template = (props: Properties) => ({
  given: { type: "aws:ec2/launchTemplate:LaunchTemplate", props },
});

ruleCases(networkNoPublicAddresses, {
  compliant: {
    "an instance without": instance({ associatePublicIpAddress: false }),
    "a template that leaves it to the subnet": template({}),
    "a template that refuses": template({
      networkInterfaces: [{ associatePublicIpAddress: "false" }],
    }),
    "the address of a NAT gateway": {
      given: { type: "aws:ec2/eip:Eip", props: { domain: "vpc" } },
    },
    "another type of resource": {
      given: { type: "aws:ec2/vpc:Vpc", props: { associatePublicIpAddress: true } },
    },
  },
  violating: {
    "an instance with one": {
      ...instance({ associatePublicIpAddress: true }),
      says: /^associatePublicIpAddress is true\. Set it to false/,
    },
    "a template with one": {
      ...template({ networkInterfaces: [{}, { associatePublicIpAddress: "true" }] }),
      says: /networkInterfaces\[1\]\.associatePublicIpAddress/,
    },
    "an Elastic IP": {
      given: { type: "aws:ec2/eip:Eip", props: { instance: UNKNOWN_VALUE } },
      says: /given to an instance/,
    },
    "an Elastic IP, tied later": {
      given: { type: "aws:ec2/eipAssociation:EipAssociation", props: { instanceId: "i-1" } },
      says: /given to an instance/,
    },
  },
  undecided: {
    "a switch that only a deployment knows": instance({ associatePublicIpAddress: UNKNOWN_VALUE }),
  },
});
