import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkSubnetAddresses } from "./subnet-addresses";

const type = "aws:ec2/subnet:Subnet";
const subnet = (mapPublicIpOnLaunch?: unknown, of = type) => ({
  given: { type: of, props: mapPublicIpOnLaunch === undefined ? {} : { mapPublicIpOnLaunch } },
});
const DEFAULT = "aws:ec2/defaultSubnet:DefaultSubnet";

ruleCases(networkSubnetAddresses, {
  compliant: {
    "a subnet that gives none": subnet(false),
    "AWS's default": subnet(),
    "a default subnet that is told not to": subnet(false, DEFAULT),
    "another type of resource": subnet(true, "aws:ec2/vpc:Vpc"),
  },
  violating: {
    "a subnet that gives them": { ...subnet(true), says: /Set mapPublicIpOnLaunch to false/ },
    "a default subnet": { ...subnet(undefined, DEFAULT), says: /gives a public address/ },
  },
  undecided: { "a switch that only a deployment knows": subnet(UNKNOWN_VALUE) },
});
