import { describe, expect, it } from "vitest";
import { podIdentityTrust, policyJson, serviceTrust, type PolicyStatement } from "./iam-policy";

const statements = (json: string) =>
  (JSON.parse(json) as { Statement: PolicyStatement[] }).Statement;

describe("policy documents", () => {
  it("have the version whose variables work", () => {
    expect(JSON.parse(policyJson([]))).toEqual({ Version: "2012-10-17", Statement: [] });
  });

  it("trust a service, under conditions where there are any", () => {
    const bare = statements(serviceTrust("backup.amazonaws.com"));
    expect(bare).toEqual([
      {
        Sid: "AssumeByService",
        Effect: "Allow",
        Principal: { Service: "backup.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]);
    const condition = { StringEquals: { "aws:SourceAccount": "111122223333" } };
    expect(statements(serviceTrust("backup.amazonaws.com", condition))).toEqual([
      { ...bare[0], Condition: condition },
    ]);
  });

  it("trust pods of one service account, namespace and cluster", () => {
    const pods = { clusterArn: "arn:cluster", namespace: "tracking", serviceAccount: "mlflow" };
    expect(statements(podIdentityTrust(pods))).toEqual([
      {
        Sid: "AssumeByPods",
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: {
          StringEquals: {
            "aws:RequestTag/eks-cluster-arn": "arn:cluster",
            "aws:RequestTag/kubernetes-namespace": "tracking",
            "aws:RequestTag/kubernetes-service-account": "mlflow",
          },
        },
      },
    ]);
  });
});
