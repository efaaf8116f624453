import { ruleCases } from "../engine/testing";
import { services } from "./services";
import { UNKNOWN_TEXT } from "./testing";

const type = "kubernetes:core/v1:Service";
const service = (spec: object) => ({ type, props: { spec } });
const proxy = (kubernetes: object) => ({
  type: "kubernetes:gateway.envoyproxy.io/v1alpha1:EnvoyProxy",
  props: { spec: { provider: { type: "Kubernetes", kubernetes } } },
});
const within = ["towpath:serving:Gateway"];

ruleCases(services, {
  compliant: {
    "a Service inside the cluster": { given: service({ type: "ClusterIP" }) },
    "nothing said": { given: service({ ports: [] }) },
    "a proxy inside the cluster": { given: proxy({ envoyService: { type: "ClusterIP" } }) },
    "the gateway's load balancer": {
      given: { ...proxy({ envoyService: { type: "LoadBalancer" } }), within },
    },
    "another type of resource": {
      given: { type: "aws:x:Y", props: { spec: { type: "NodePort" } } },
    },
  },
  violating: {
    "a load balancer": {
      given: service({ type: "LoadBalancer" }),
      says: /the Service is a LoadBalancer; expected ClusterIP/,
    },
    "a port of every node": { given: service({ type: "NodePort" }), says: /NodePort/ },
    "a port of every node for the gateway": {
      given: { ...service({ type: "NodePort" }), within },
      says: /NodePort/,
    },
    "external addresses": {
      given: service({ externalIPs: ["10.0.0.9"] }),
      says: /takes the external addresses 10\.0\.0\.9/,
    },
    "a proxy that is not the gateway's": {
      given: proxy({ envoyService: { type: "LoadBalancer" } }),
      says: /LoadBalancer/,
    },
    "a proxy that says nothing, which opens one": { given: proxy({}), says: /LoadBalancer/ },
  },
  undecided: { "a type that only a deployment knows": { given: service({ type: UNKNOWN_TEXT }) } },
});
