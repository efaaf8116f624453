import { TO_AWS, TO_NAMES } from "../../components/workloads/network-rules";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkRules } from "./network-rules";

const type = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const policy = (spec: object) => ({ type, props: { spec: { podSelector: {}, ...spec } } });
const https = [{ protocol: "TCP", port: 443 }];
const everywhere = [{ ipBlock: { cidr: "0.0.0.0/0" } }];

ruleCases(networkRules, {
  compliant: {
    "a policy that lets nothing through": {
      given: policy({ policyTypes: ["Ingress", "Egress"] }),
    },
    "names and AWS": { given: policy({ egress: [TO_NAMES, TO_AWS] }) },
    "a namespace that only a deployment knows": {
      given: policy({
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: UNKNOWN_VALUE } } }] }],
      }),
    },
    "the agent of Pod Identity, beside the metadata service": {
      given: policy({
        egress: [{ to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: https }],
      }),
    },
    "all but the service's own address": {
      given: policy({
        egress: [
          {
            to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.169.254/32"] } }],
            ports: https,
          },
        ],
      }),
    },
    "what is no range": {
      given: policy({ egress: [{ to: [{ ipBlock: { cidr: "somewhere" } }], ports: https }] }),
    },
    "pods of the same namespace": { given: policy({ ingress: [{ from: [{ podSelector: {} }] }] }) },
    "another type of resource": { given: { type: "kubernetes:core/v1:ConfigMap" } },
  },
  violating: {
    "ingress from everywhere": {
      given: policy({ ingress: [{}] }),
      says: /ingress is open to every pod and address; expected the namespaces/,
    },
    "ingress from all addresses": {
      given: policy({ ingress: [{ from: everywhere }] }),
      says: /ingress is open/,
    },
    "ingress from all namespaces": {
      given: policy({ ingress: [{ from: [{ namespaceSelector: {} }] }] }),
      says: /ingress is open/,
    },
    "ingress from all addresses, in two halves": {
      given: policy({
        ingress: [
          { from: [{ ipBlock: { cidr: "0.0.0.0/1" } }, { ipBlock: { cidr: "128.0.0.0/1" } }] },
        ],
      }),
      says: /ingress is open/,
    },
    "ingress from namespaces with no label in particular": {
      given: policy({ ingress: [{ from: [{ namespaceSelector: { matchLabels: {} } }] }] }),
      says: /ingress is open/,
    },
    "ingress from namespaces with whatever name": {
      given: policy({
        ingress: [
          {
            from: [
              {
                namespaceSelector: {
                  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "Exists" }],
                },
              },
            ],
          },
        ],
      }),
      says: /ingress is open/,
    },
    "egress to the metadata service alone": {
      given: policy({
        egress: [{ to: [{ ipBlock: { cidr: "169.254.169.254/32" } }], ports: https }],
      }),
      says: /metadata service/,
    },
    "egress to the range that it is in": {
      given: policy({ egress: [{ to: [{ ipBlock: { cidr: "169.254.0.0/16" } }], ports: https }] }),
      says: /metadata service/,
    },
    "egress to everywhere": {
      given: policy({ egress: [{}] }),
      at: [`${type} it`, `${type} it`],
      says: /egress is open to every pod and address on every port/,
    },
    "egress to the metadata service": {
      given: policy({ egress: [{ to: everywhere, ports: https }] }),
      says: /egress reaches the instance metadata service; expected 169\.254\.0\.0\/16/,
    },
    "egress of IPv6 to the metadata service": {
      given: policy({ egress: [{ to: [{ ipBlock: { cidr: "::/0" } }], ports: https }] }),
      says: /metadata service/,
    },
    "egress to the internet on every port": {
      given: policy({
        egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }] }],
      }),
      says: /on every port/,
    },
  },
  undecided: {
    "addresses that only a deployment knows": {
      given: policy({ egress: [{ to: [{ ipBlock: { cidr: UNKNOWN_VALUE } }], ports: https }] }),
    },
  },
});
