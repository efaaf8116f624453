import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { podSecurity } from "./pod-security";

const type = "kubernetes:core/v1:Namespace";
const namespace = (name: string, level: string) => ({
  type,
  props: { metadata: { name, labels: { "pod-security.kubernetes.io/enforce": level } } },
});
const within = ["towpath:platform:Compute"];

ruleCases(podSecurity, {
  compliant: {
    "a restricted namespace": { given: namespace("tracking", "restricted") },
    "the GPU software's": { given: { ...namespace("gpu-system", "privileged"), within } },
    "another type of resource": { given: { type: "kubernetes:core/v1:ConfigMap" } },
  },
  violating: {
    "no label": {
      given: { type, props: { metadata: { name: "x" } } },
      says: /is missing; expected/,
    },
    "a weaker level": {
      given: namespace("tracking", "baseline"),
      says: /enforce is baseline; expected restricted/,
    },
    "another privileged namespace of that component": {
      given: { ...namespace("debug", "privileged"), within },
      says: /is privileged/,
    },
    "a namespace of that name from elsewhere": {
      given: namespace("gpu-system", "privileged"),
      says: /is privileged/,
    },
  },
  undecided: {
    "a level that only a deployment knows": { given: namespace("x", UNKNOWN_VALUE) },
  },
});
