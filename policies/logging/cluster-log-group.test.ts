import type { Properties } from "../engine/subject";
import { type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { loggingClusterLogGroup } from "./cluster-log-group";

const type = "aws:eks/cluster:Cluster";
const logs = { enabledClusterLogTypes: ["audit"] };
const suffix: Given = { type: "random:index/randomId:RandomId", name: "suffix" };
const cluster = (props: Properties, from?: Given["from"]): Given => ({
  type,
  name: "cluster",
  props: { ...logs, ...props },
  ...(from !== undefined && { from }),
});
const group = (name: string, from?: Given["from"]): Given => ({
  type: "aws:cloudwatch/logGroup:LogGroup",
  name: "logs",
  props: { name },
  ...(from !== undefined && { from }),
});
const made = { name: ["suffix"] };

ruleCases(loggingClusterLogGroup, {
  compliant: {
    "a group of the cluster's name": {
      given: [cluster({ name: "ai" }), group("/aws/eks/ai/cluster")],
    },
    "names that are still to be made, from one source": {
      given: [suffix, group(UNKNOWN_VALUE, made), cluster({ name: UNKNOWN_VALUE }, made)],
    },
    "a cluster that writes no logs, which another rule refuses": {
      given: cluster({ name: "ai", enabledClusterLogTypes: [] }),
    },
    "a stack without a cluster": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "no group": {
      given: cluster({ name: "ai" }),
      at: [`${type} cluster`],
      says: /EKS makes one itself\. Make \/aws\/eks\/NAME\/cluster/,
    },
    "another cluster's group": {
      given: [cluster({ name: "ai" }), group("/aws/eks/other/cluster")],
      at: [`${type} cluster`],
      says: /no log group of this stack/,
    },
    "a group from another source": {
      given: [suffix, group(UNKNOWN_VALUE), cluster({ name: UNKNOWN_VALUE }, made)],
      at: [`${type} cluster`],
      says: /no log group of this stack/,
    },
    "a cluster that Pulumi names": {
      given: [cluster({}), group("/aws/eks/ai/cluster")],
      at: [`${type} cluster`],
      says: /named after the cluster/,
    },
  },
});
