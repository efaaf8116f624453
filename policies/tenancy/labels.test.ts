import { labelsOf } from "../../components/config/tags";
import { contextOf, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { labels } from "./labels";

const NAMESPACE = "kubernetes:core/v1:Namespace";
const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const right = labelsOf({ environment: "prod", owner: "platform", service: "tracking" });
const { "towpath.dev/owner": _owner, ...unowned } = right;

const namespace = (found: object) => ({ type: NAMESPACE, props: { metadata: { labels: found } } });
const deployment = (own: object, pods: object) => ({
  type: DEPLOYMENT,
  props: {
    metadata: { labels: own },
    spec: { template: { metadata: { labels: pods }, spec: { containers: [] } } },
  },
});
const { stacks } = contextOf();
const retired = {
  stacks: {
    ...stacks,
    ownership: {
      ...stacks.ownership,
      owners: {
        ...stacks.ownership.owners,
        "old-team": { contact: "#old", status: "retired" as const },
      },
    },
  },
};

ruleCases(labels, {
  compliant: {
    "a namespace with all labels": { given: namespace(right) },
    "a workload and its pods with all labels": { given: deployment(right, right) },
    "another type of resource": { given: { type: "kubernetes:core/v1:ConfigMap" } },
  },
  violating: {
    "no labels": {
      given: { type: NAMESPACE, props: { metadata: {} } },
      at: Array.from({ length: 4 }, () => `${NAMESPACE} it`),
      says: /label towpath\.dev\/owner is missing; expected one of platform, support-ml/,
    },
    "no owner of the pods": {
      given: deployment(right, unowned),
      says: /the pod template's label towpath\.dev\/owner is missing/,
    },
    "an owner whom nobody knows": {
      given: namespace({ ...right, "towpath.dev/owner": "suport-ml" }),
      says: /is suport-ml, whom stacks\/ownership\.yaml does not have/,
    },
    "an owner who is retired": {
      given: namespace({ ...right, "towpath.dev/owner": "old-team" }),
      context: retired,
      says: /is old-team, who is retired/,
    },
    "a cost center that does not exist": {
      given: namespace({ ...right, "towpath.dev/cost-center": "4711" }),
      says: /cost-center is 4711/,
    },
    "another environment": {
      given: namespace({ ...right, "towpath.dev/environment": "dev" }),
      says: /environment is dev; expected prod/,
    },
    "no service": {
      given: namespace({ ...right, "towpath.dev/service": "" }),
      says: /towpath\.dev\/service is missing/,
    },
  },
  undecided: {
    "an owner whom only a deployment knows": {
      given: namespace({ ...right, "towpath.dev/owner": UNKNOWN_VALUE }),
    },
  },
});
