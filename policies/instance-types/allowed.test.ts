import type { Properties } from "../engine/subject";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { instanceTypesAllowed } from "./allowed";

const of = (type: string, props: Properties) => ({ given: { type, props } });
const group = (...instanceTypes: string[]) => of("aws:eks/nodeGroup:NodeGroup", { instanceTypes });
const template = (props: Properties) => of("aws:ec2/launchTemplate:LaunchTemplate", props);

ruleCases(instanceTypesAllowed, {
  compliant: {
    "the system pool's types": group("m7i.2xlarge", "m6i.2xlarge"),
    "a GPU pool's type": group("g5.xlarge"),
    "a template that leaves the type to its group": template({}),
    "a type that the configuration adds": {
      ...group("c7i.large"),
      config: { more_types: ["c7i.large"] },
    },
    "another type of resource": of("aws:ec2/vpc:Vpc", { instanceType: "p5.48xlarge" }),
  },
  violating: {
    "a type that nobody reviewed": {
      ...group("m7i.2xlarge", "p5.48xlarge"),
      says: /the instance type p5\.48xlarge is not one that the stack file names \(m7i\.2xlarge, /,
    },
    "another environment's type": { ...group("g4dn.xlarge"), says: /g4dn\.xlarge/ },
    "a capacity block's": { ...template({ instanceType: "p5.48xlarge" }), says: /p5\.48xlarge/ },
    "AWS's choice": {
      ...template({ instanceRequirements: { vcpuCount: { min: 2 } } }),
      says: /lets AWS choose/,
    },
    "a mixed group's": {
      ...of("aws:autoscaling/group:Group", {
        mixedInstancesPolicy: { launchTemplate: { overrides: [{ instanceType: "c5.large" }] } },
      }),
      says: /c5\.large/,
    },
    "AWS in an environment that has none": {
      ...group("m7i.2xlarge"),
      environment: "local",
      says: /m7i\.2xlarge/,
    },
  },
  undecided: {
    "a type that only a deployment knows": group("m7i.2xlarge", UNKNOWN_VALUE),
  },
});
