import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkPolicies } from "./network-policies";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const space = (name: string) => ({ type: NAMESPACE, name, props: { metadata: { name } } });
const release = (namespace: string) => ({
  type: "kubernetes:helm.sh/v3:Release",
  name: "chart",
  props: { namespace },
});
const policy = (namespace: string) => ({
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  name: "network",
  props: { metadata: { namespace }, spec: { podSelector: {} } },
});

ruleCases(networkPolicies, {
  compliant: {
    "a chart behind a policy": { given: [space("a"), release("a"), policy("a")] },
    "a namespace without a chart": { given: [space("a")] },
    "the gateway's": {
      given: [
        { ...space("gateway"), within: ["towpath:platform:ModelServing"] },
        release("gateway"),
      ],
    },
    "another type of resource": { given: { type: "kubernetes:core/v1:ConfigMap" } },
  },
  violating: {
    "a chart without a policy": {
      given: [space("a"), release("a")],
      at: [`${NAMESPACE} a`],
      says: /a chart puts pods here and there is no network policy/,
    },
    "a policy elsewhere": {
      given: [space("a"), space("b"), release("a"), policy("b")],
      at: [`${NAMESPACE} a`],
      says: /no network policy/,
    },
    "a namespace called gateway of somebody else": {
      given: [space("gateway"), release("gateway")],
      at: [`${NAMESPACE} gateway`],
      says: /no network policy/,
    },
  },
  undecided: {
    "a chart in a namespace that only a deployment knows": {
      given: [space("a"), release(UNKNOWN_VALUE)],
    },
  },
});
