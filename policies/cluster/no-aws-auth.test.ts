import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { clusterNoAwsAuth } from "./no-aws-auth";

const map = (metadata?: object, type = "kubernetes:core/v1:ConfigMap") => ({
  given: { type, props: metadata === undefined ? {} : { metadata } },
});

ruleCases(clusterNoAwsAuth, {
  compliant: {
    "another ConfigMap": map({ name: "settings", namespace: "kube-system" }),
    "one that Pulumi names": map(),
    "the name in another namespace, where EKS does not look": map({
      name: "aws-auth",
      namespace: "team-support",
    }),
    "another type of resource": map(
      { name: "aws-auth", namespace: "kube-system" },
      "kubernetes:core/v1:Secret",
    ),
  },
  violating: {
    "the ConfigMap": {
      ...map({ name: "aws-auth", namespace: "kube-system" }),
      says: /Use access entries/,
    },
    "a patch of it": {
      ...map({ name: "aws-auth", namespace: "kube-system" }, "kubernetes:core/v1:ConfigMapPatch"),
      says: /stacks\/access\.yaml/,
    },
  },
  undecided: {
    "a namespace that only a deployment knows": map({ name: "aws-auth", namespace: UNKNOWN_VALUE }),
  },
});
