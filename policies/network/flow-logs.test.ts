import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkFlowLogs } from "./flow-logs";

const vpc: Given = { type: "aws:ec2/vpc:Vpc", name: "network" };
const log = (trafficType: string, name = "log"): Given => ({
  type: "aws:ec2/flowLog:FlowLog",
  name,
  props: { trafficType, vpcId: UNKNOWN_VALUE },
  from: { vpcId: ["network"] },
});

ruleCases(networkFlowLogs, {
  compliant: {
    "a network with a log": { given: [vpc, log("ALL")] },
    "two logs, one of them whole": { given: [vpc, log("REJECT"), log("ALL", "whole")] },
    "a stack without a network": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "no log": { given: vpc, says: /no flow log takes this VPC\. Add one/ },
    "a log of another network": {
      given: [vpc, { ...vpc, name: "other" }, log("ALL")],
      at: ["aws:ec2/vpc:Vpc other"],
      says: /no flow log/,
    },
    "a log of refused traffic alone": {
      given: [vpc, log("REJECT")],
      at: ["aws:ec2/flowLog:FlowLog log"],
      says: /takes REJECT traffic of the VPC; expected ALL/,
    },
    "the account's default network": {
      given: { type: "aws:ec2/defaultVpc:DefaultVpc" },
      says: /no flow log/,
    },
  },
  undecided: { "a kind that only a deployment knows": { given: [vpc, log(UNKNOWN_VALUE)] } },
});
