import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { pods } from "./testing";
import { podTrust } from "./pod-trust";

const type = "aws:iam/role:Role";
const props = (tags: Record<string, unknown>, operator?: string) => ({
  assumeRolePolicy: pods(tags, operator),
});
const ALL = {
  "eks-cluster-arn": UNKNOWN_VALUE,
  "kubernetes-namespace": "support-ml",
  "kubernetes-service-account": "jobs",
};

ruleCases(podTrust, {
  compliant: {
    "all three named, of a cluster that is still to be made": {
      given: { type, props: props(ALL) },
    },
    "a cluster by the association's ARN": {
      given: {
        type,
        props: {
          assumeRolePolicy: {
            Statement: {
              ...pods({ ...ALL, "eks-cluster-arn": undefined }).Statement[0],
              Condition: {
                ...pods({ ...ALL, "eks-cluster-arn": undefined }).Statement[0]?.Condition,
                ArnLike: {
                  "AWS:sourcearn":
                    "arn:aws:eks:eu-west-1:111122223333:podidentityassociation/prod/*",
                },
              },
            },
          },
        },
      },
    },
    "a service, not pods": {
      given: {
        type,
        props: {
          assumeRolePolicy: {
            Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" } }],
          },
        },
      },
    },
    "another type of resource": { given: { type: "aws:iam/policy:Policy", props: props({}) } },
  },
  violating: {
    "any pod": {
      given: { type, props: props({}) },
      says: /trusts pods of any cluster, namespace and service account\. Name the cluster, namespace and service account/,
    },
    "any service account": {
      given: { type, props: props({ ...ALL, "kubernetes-service-account": undefined }) },
      says: /any service account\./,
    },
    "a pattern of everything": {
      given: { type, props: props({ ...ALL, "kubernetes-namespace": "*" }, "StringLike") },
      says: /any namespace/,
    },
    "tags that need not be there": {
      given: { type, props: props(ALL, "StringEqualsIfExists") },
      says: /any cluster, namespace and service account/,
    },
  },
  undecided: {
    "a trust that only a deployment knows": {
      given: { type, props: { assumeRolePolicy: UNKNOWN_VALUE } },
    },
  },
});
