import { selectorOf } from "../../components/config/recovery-labels";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { drillApart } from "./drill-apart";
import { job } from "./testing";

const POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const policy = (
  egress: unknown,
  podSelector: object = { matchLabels: selectorOf("drill") },
  namespace: unknown = "recovery",
) => ({
  type: POLICY,
  name: "network",
  props: { metadata: { namespace }, spec: { podSelector, policyTypes: ["Egress"], egress } },
});
const drill = job("drill");
const to = (...ports: unknown[]) => [{ to: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports }];
const at = [`${POLICY} network`];

ruleCases(drillApart, {
  compliant: {
    "names and AWS": { given: [drill, policy([...to({ port: 53 }), ...to({ port: 443 })])] },
    "nowhere at all": { given: [drill, policy([])] },
    "nothing said": { given: [drill, policy(undefined)] },
    "the backup's way to the database": {
      given: [
        drill,
        job("backup"),
        policy(to({ port: 5432 }), { matchLabels: selectorOf("backup") }),
      ],
    },
    "another namespace's policy": { given: [drill, policy(to({ port: 5432 }), {}, "tracking")] },
    "no drill": { given: [policy(to({ port: 5432 }))] },
  },
  violating: {
    "the database's port": {
      given: [drill, policy(to({ port: 443 }, { port: 5432 }))],
      at,
      says: /may connect to port 5432/,
    },
    "a range with it": {
      given: [drill, policy(to({ port: 5000, endPort: 6000 }))],
      at,
      says: /port 5432/,
    },
    "every port": {
      given: [drill, policy([{ to: [{ podSelector: {} }] }])],
      at,
      says: /every port/,
    },
    "a port by its name": { given: [drill, policy(to({ port: "postgres" }))], at, says: /5432/ },
    "a policy of all pods": { given: [drill, policy(to({ port: 5432 }), {})], at, says: /5432/ },
  },
  undecided: {
    "a port that only a deployment tells": {
      given: [drill, policy(to({ port: UNKNOWN_VALUE }))],
    },
  },
});
