import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { podBoundary } from "./pod-boundary";
import { pods } from "./testing";

const type = "aws:iam/role:Role";
const role = (namespace: unknown, props: object = {}) => ({
  type,
  props: { assumeRolePolicy: pods({ "kubernetes-namespace": namespace }), ...props },
});
const says = /^The role of pods has no permission boundary; expected one/;

ruleCases(podBoundary, {
  compliant: {
    "a boundary": { given: role("support-ml", { permissionsBoundary: "arn:aws:iam::1:policy/b" }) },
    "a boundary that is still to be made": {
      given: role("support-ml", { permissionsBoundary: UNKNOWN_VALUE }),
    },
    "an add-on": { given: role("kube-system") },
    "a service, not pods": {
      given: {
        type,
        props: {
          assumeRolePolicy: {
            Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" } }],
          },
        },
      },
    },
    "another type of resource": { given: { ...role("support-ml"), type: "aws:iam/policy:Policy" } },
  },
  violating: {
    "a job's role": { given: role("support-ml"), says },
    "an empty boundary": { given: role("support-ml", { permissionsBoundary: null }), says },
    "pods of any namespace": { given: role(undefined), says },
    "an add-on's namespace beside another": { given: role(["kube-system", "support-ml"]), says },
    "a namespace that is still to be made": { given: role(UNKNOWN_VALUE), says },
  },
});
