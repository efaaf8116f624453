import type { Properties } from "../engine/subject";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { instanceTypesOwnLaunchTemplate } from "./own-launch-template";

const type = "aws:eks/nodeGroup:NodeGroup";
const group = (props: Properties) => ({ given: { type, props } });

ruleCases(instanceTypesOwnLaunchTemplate, {
  compliant: {
    "a template of this stack": group({ launchTemplate: { id: UNKNOWN_VALUE, version: "1" } }),
    "a template that only a deployment knows": group({ launchTemplate: UNKNOWN_VALUE }),
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "no template": { ...group({}), says: /has no launch template, so EKS chooses/ },
    "a disk's size instead": { ...group({ diskSize: 50 }), says: /Give it one/ },
  },
});
