import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterAdmins } from "./cluster-admins";

const type = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation";
const eks = (name: string) => `arn:aws:eks::aws:cluster-access-policy/${name}`;
const admin = { policyArn: eks("AmazonEKSClusterAdminPolicy"), accessScope: { type: "cluster" } };

ruleCases(clusterAdmins, {
  compliant: {
    "the deployer": {
      given: [
        { type: "towpath:foundation:DeployerAccess", name: "deployer" },
        { type, name: "admin", parent: "deployer", props: { ...admin, policyArn: UNKNOWN_VALUE } },
      ],
    },
    "somebody who looks": {
      given: { type, props: { ...admin, policyArn: eks("AmazonEKSViewPolicy") } },
    },
    "an administrator of one namespace": {
      given: {
        type,
        props: {
          policyArn: eks("AmazonEKSAdminPolicy"),
          accessScope: { type: "namespace", namespaces: ["support-ml"] },
        },
      },
    },
    "another type of resource": {
      given: { type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment", props: admin },
    },
    "a component that the settings name": {
      given: [
        { type: "towpath:access:BreakGlass", name: "emergency" },
        { type, name: "admin", parent: "emergency", props: admin },
      ],
      config: { allowed: [{ component: "towpath:access:BreakGlass", reason: "emergencies" }] },
    },
  },
  violating: {
    "an editor of every namespace": {
      given: { type, props: { ...admin, policyArn: eks("AmazonEKSEditPolicy") } },
      says: /AmazonEKSEditPolicy for the whole cluster/,
    },
    "a second administrator": {
      given: { type, props: admin },
      says: /^AmazonEKSClusterAdminPolicy for the whole cluster is given to somebody who is not the deployer\./,
    },
    "by another component, with the lesser policy": {
      given: [
        { type: "towpath:access:Team", name: "team" },
        {
          type,
          name: "team-admin",
          parent: "team",
          props: { ...admin, policyArn: eks("AmazonEKSAdminPolicy") },
        },
      ],
      at: [`${type} team-admin`],
      says: /AmazonEKSAdminPolicy/,
    },
  },
  undecided: {
    "a policy that only a deployment knows": {
      given: { type, props: { ...admin, policyArn: UNKNOWN_VALUE } },
    },
  },
});
