import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { DEPLOYMENT, LABELS, podSpec, workload } from "../workloads/testing";
import { networkIsolation } from "./network-isolation";

const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const NAMESPACE = "kubernetes:core/v1:Namespace";
const both = ["Ingress", "Egress"];
const web = workload(podSpec(), { name: "web" });
const policy = (
  selector: object = { matchLabels: LABELS },
  spec: object = { policyTypes: both },
  namespace = "serving",
) => ({
  type: POLICY,
  name: "network",
  props: { metadata: { namespace }, spec: { podSelector: selector, ...spec } },
});
const at = [`${DEPLOYMENT} web`];
const unnamed = {
  ...web,
  props: { ...web.props, metadata: { namespace: UNKNOWN_VALUE } },
  from: { metadata: ["space"] },
};

ruleCases(networkIsolation, {
  compliant: {
    "a policy for its pods": { given: [web, policy()] },
    "a policy for all pods": { given: [web, policy({})] },
    "a policy for each direction": {
      given: [web, policy({}, { policyTypes: ["Egress"] }), policy({}, {})],
    },
    "directions that follow from the rules": { given: [web, policy({}, { egress: [] })] },
    "a namespace whose name only a deployment knows": {
      given: [
        { type: NAMESPACE, name: "space", props: { metadata: {} } },
        unnamed,
        { ...policy({}, undefined, UNKNOWN_VALUE), from: { metadata: ["space"] } },
      ],
    },
    "another type of resource": { given: { type: "kubernetes:core/v1:ConfigMap" } },
  },
  violating: {
    "no policy": {
      given: [web],
      at,
      says: /no network policy of its namespace selects its pods for ingress and egress/,
    },
    "a policy of another namespace": {
      given: [web, policy({}, undefined, "tracking")],
      at,
      says: /ingress and egress/,
    },
    "a policy for other pods": {
      given: [web, policy({ matchLabels: { "app.kubernetes.io/name": "other" } })],
      at,
      says: /ingress and egress/,
    },
    "a policy for one direction": {
      given: [web, policy({}, {})],
      at,
      says: /its pods for egress; expected one for both/,
    },
  },
  undecided: {
    "a namespace that comes from nowhere": {
      given: [{ ...unnamed, from: {} }, policy()],
    },
    "a selector that only a deployment knows": {
      given: [web, policy({ matchLabels: { "app.kubernetes.io/name": UNKNOWN_VALUE } })],
    },
  },
});
