import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { namespaces } from "./namespaces";

const type = "kubernetes:core/v1:ConfigMap";
const RELEASE = "kubernetes:helm.sh/v3:Release";
const inside = (namespace?: unknown) => ({ type, props: { metadata: { namespace } } });

ruleCases(namespaces, {
  compliant: {
    "a namespace of the platform": { given: inside("tracking") },
    "a kind that lives in no namespace": { given: { type: "kubernetes:core/v1:Namespace" } },
    "a custom kind that may live in none": { given: { type: "kubernetes:x.dev/v1:ClusterThing" } },
    "the cluster's autoscaler": {
      given: { ...inside("kube-system"), within: ["towpath:nodes:ClusterAutoscaler"] },
    },
    "another type of resource": { given: { type: "aws:s3/bucket:Bucket" } },
  },
  violating: {
    "no namespace": {
      given: { type, props: {} },
      says: /no namespace is given, which is `default`/,
    },
    default: { given: inside("default"), says: /the namespace is default/ },
    "somebody in kube-system": { given: inside("kube-system"), says: /kube-system/ },
    "the autoscaler elsewhere than where it belongs": {
      given: { ...inside("kube-public"), within: ["towpath:nodes:ClusterAutoscaler"] },
      says: /kube-public/,
    },
    "a custom kind in kube-system": {
      given: {
        type: "kubernetes:x.dev/v1:Thing",
        props: { metadata: { namespace: "kube-system" } },
      },
      says: /kube-system/,
    },
    "a chart": { given: { type: RELEASE, props: { namespace: "default" } }, says: /default/ },
    "a chart without a namespace": { given: { type: RELEASE, props: {} }, says: /no namespace/ },
  },
  undecided: { "a namespace that only a deployment knows": { given: inside(UNKNOWN_VALUE) } },
});
