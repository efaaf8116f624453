import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkLoadBalancers } from "./load-balancers";

const type = "aws:lb/loadBalancer:LoadBalancer";

ruleCases(networkLoadBalancers, {
  compliant: {
    "an internal one": { given: { type, props: { internal: true } } },
    "one for firewalls": { given: { type, props: { loadBalancerType: "gateway" } } },
    "one that the settings name": {
      given: { type, name: "edge", props: {} },
      config: { internet_facing: ["edge"] },
    },
    "something else": { given: { type: "aws:lb/targetGroup:TargetGroup" } },
  },
  violating: {
    "one that says nothing": { given: { type }, says: /internal is not true\. Set internal/ },
    "one that is not internal": {
      given: { type, props: { internal: false, loadBalancerType: "network" } },
      says: /faces the internet/,
    },
    "under its other name": {
      given: { type: "aws:alb/loadBalancer:LoadBalancer" },
      says: /faces the internet/,
    },
    "a classic one": {
      given: { type: "aws:elb/loadBalancer:LoadBalancer", props: { internal: false } },
      says: /faces the internet/,
    },
    "another than the settings name": {
      given: { type, name: "edge-2" },
      config: { internet_facing: ["edge"] },
      says: /faces the internet/,
    },
    "in dev, too": { given: { type }, environment: "dev", says: /faces the internet/ },
  },
  undecided: {
    "what only a deployment knows": { given: { type, props: { internal: UNKNOWN_VALUE } } },
  },
});
