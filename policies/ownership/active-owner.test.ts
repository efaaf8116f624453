import { contextOf, type Given, ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { activeOwner } from "./active-owner";

const BUCKET = "aws:s3/bucket:Bucket";
const tagged = (owner: string, pays = "platform"): Given => ({
  type: BUCKET,
  props: { tags: { "towpath:owner": owner, "towpath:cost-center": pays } },
});
const workload = (own: string, pods: string): Given => ({
  type: "kubernetes:apps/v1:Deployment",
  props: {
    metadata: { labels: { "towpath.dev/owner": own } },
    spec: { template: { metadata: { labels: { "towpath.dev/owner": pods } }, spec: {} } },
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
        "old-team": { contact: "#old-team", status: "retired" as const },
      },
    },
  },
};

ruleCases(activeOwner, {
  compliant: {
    "an active owner": { given: tagged("support-ml") },
    "no owner, which tagging judges": { given: { type: BUCKET, props: {} } },
    "a type without tags": {
      given: { type: "aws:s3/bucketVersioning:BucketVersioning", provider: { defaultTags: "x" } },
    },
    "an object with an active owner": {
      given: {
        type: "kubernetes:core/v1:Secret",
        props: { metadata: { labels: { "towpath.dev/owner": "platform" } } },
      },
    },
    "a component that takes no owner": {
      given: { type: "towpath:data:Buckets", props: { owner: "nobody" } },
    },
  },
  violating: {
    "somebody unknown": {
      given: tagged("nobody"),
      says: /^Its tag towpath:owner is "nobody", which stacks\/ownership\.yaml does not know; expected an active owner: platform, support-ml\./,
    },
    "a group that is gone": {
      given: tagged("old-team"),
      context: retired,
      says: /is "old-team", which is retired; expected an active owner: platform, support-ml\./,
    },
    "a cost center that nobody is": {
      given: tagged("platform", "marketing"),
      says: /^Its tag towpath:cost-center is "marketing"/,
    },
    "a provider that tags everything so": {
      given: {
        type: BUCKET,
        provider: { defaultTags: JSON.stringify({ tags: { "towpath:owner": "nobody" } }) },
      },
      says: /towpath:owner is "nobody"/,
    },
    "a label": {
      given: {
        type: "kubernetes:apps/v1:Deployment",
        props: { metadata: { labels: { "towpath.dev/owner": "toString" } } },
      },
      says: /^Its label towpath\.dev\/owner is "toString"/,
    },
    "pods, whoever owns the workload": {
      given: workload("platform", "nobody"),
      says: /^Its pods' label towpath\.dev\/owner is "nobody"/,
    },
    "a workload and its pods, told once": {
      given: workload("nobody", "nobody"),
      says: /^Its label towpath\.dev\/owner is "nobody"/,
    },
    "a model service": {
      given: { type: "towpath:serving:ModelService", props: { owner: "nobody" } },
      says: /^Its owner is "nobody"/,
    },
  },
  undecided: { "an owner that only a deployment knows": { given: tagged(UNKNOWN_VALUE) } },
});
