import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterNoSsh } from "./no-ssh";

const group = "aws:eks/nodeGroup:NodeGroup";
const template = "aws:ec2/launchTemplate:LaunchTemplate";

ruleCases(clusterNoSsh, {
  compliant: {
    "a node group without": {
      given: { type: group, props: { amiType: "AL2023_x86_64_STANDARD" } },
    },
    "a launch template without": { given: { type: template, props: {} } },
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc", props: { keyName: "old" } } },
  },
  violating: {
    "a node group that anybody may log in to": {
      given: { type: group, props: { remoteAccess: { ec2SshKey: "ops" } } },
      says: /remoteAccess is set, which opens SSH/,
    },
    "access that only a deployment knows": {
      given: { type: group, props: { remoteAccess: UNKNOWN_VALUE } },
      says: /remoteAccess is set/,
    },
    "a launch template's key": {
      given: { type: template, props: { keyName: UNKNOWN_VALUE } },
      says: /keyName is set/,
    },
    "an instance's key": {
      given: { type: "aws:ec2/instance:Instance", props: { keyName: "ops" } },
      says: /Session Manager/,
    },
    "a key pair": { given: { type: "aws:ec2/keyPair:KeyPair" }, says: /this is an SSH key pair/ },
  },
});
