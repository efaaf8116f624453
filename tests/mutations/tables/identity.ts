import { add, all, beside, type Mutation, option, set, unset } from "../mutation";

/** A statement that allows something to a workload. */
const allow = (action: string | string[], resource: string) => ({
  Sid: "Added",
  Effect: "Allow",
  Action: action,
  Resource: resource,
});

const STATEMENTS = "policy.Statement";
const TRUST = "assumeRolePolicy.Statement.0";

/** A policy of a resource that lets everybody do everything. */
const EVERYBODY = { Statement: [{ ...allow("*", "*"), Principal: "*" }] };

/** Mistakes in what roles may do and who may take them. */
export const IDENTITY: readonly Mutation[] = [
  {
    name: "MLflow may do everything in S3",
    at: "RolePolicy mlflow-policy",
    policy: "identity-wildcard-actions",
    change: set(`${STATEMENTS}.1.Action`, "s3:*"),
  },
  {
    name: "the role of jobs has no boundary",
    at: "iam/role:Role jobs-support-ml-role",
    policy: "identity-pod-boundary",
    change: unset("permissionsBoundary"),
  },
  {
    name: "the boundary of MLflow's role is taken away",
    at: "iam/role:Role mlflow-role",
    policy: "identity-pod-boundary",
    change: set("permissionsBoundary", null),
  },
  {
    name: "jobs may do everything everywhere",
    at: "RolePolicy jobs-support-ml-policy",
    policy: "identity-wildcard-actions",
    change: add(STATEMENTS, allow("*", "*")),
  },
  {
    name: "a policy as text hides that everything is allowed",
    at: "RolePolicy mlflow-policy",
    policy: "identity-wildcard-actions",
    change: set("policy", JSON.stringify({ Statement: allow("S3:*", "arn:aws:s3:::artifacts") })),
  },
  {
    name: "a role carries its own policy that allows everything",
    at: "iam/role:Role mlflow-role",
    policy: "identity-wildcard-actions",
    change: set("inlinePolicies", [
      { name: "all", policy: JSON.stringify({ Statement: [allow("*", "*")] }) },
    ]),
  },
  {
    name: "the autoscaler may do all but delete a bucket",
    at: "RolePolicy autoscaler-policy",
    policy: "identity-wildcard-actions",
    change: add(STATEMENTS, {
      Effect: "Allow",
      NotAction: "s3:DeleteBucket",
      Resource: "arn:aws:s3:::artifacts",
    }),
  },
  {
    name: "jobs read every bucket of the account",
    at: "RolePolicy jobs-support-ml-policy",
    policy: "identity-wildcard-resources",
    change: set(`${STATEMENTS}.1.Resource`, "*"),
  },
  {
    name: "MLflow reads every bucket, by an ARN that names none",
    at: "RolePolicy mlflow-policy",
    policy: "identity-wildcard-resources",
    change: set(`${STATEMENTS}.1.Resource`, "arn:aws:s3:::*"),
  },
  {
    name: "MLflow reads every object of every bucket",
    at: "RolePolicy mlflow-policy",
    policy: "identity-wildcard-resources",
    change: set(`${STATEMENTS}.1.Resource`, "arn:aws:s3:::*/*"),
  },
  {
    name: "the autoscaler sizes groups of every cluster",
    at: "RolePolicy autoscaler-policy",
    policy: "identity-wildcard-resources",
    change: set(`${STATEMENTS}.2`, allow("autoscaling:SetDesiredCapacity", "*")),
  },
  {
    name: "jobs read everything but one bucket",
    at: "RolePolicy jobs-support-ml-policy",
    policy: "identity-wildcard-resources",
    change: add(STATEMENTS, {
      Effect: "Allow",
      Action: "s3:GetObject",
      NotResource: "arn:aws:s3:::backups/*",
    }),
  },
  {
    name: "jobs attach policies to their own role",
    at: "RolePolicy jobs-support-ml-policy",
    policy: "identity-privilege-escalation",
    change: add(
      STATEMENTS,
      allow("iam:AttachRolePolicy", "arn:aws:iam::111122223333:role/jobs-support-ml"),
    ),
  },
  {
    name: "MLflow passes any role to a service",
    at: "RolePolicy mlflow-policy",
    policy: "identity-privilege-escalation",
    change: add(STATEMENTS, allow("iam:PassRole", "arn:aws:iam::111122223333:role/*")),
  },
  {
    name: "a pattern of actions lets the autoscaler write policies",
    at: "RolePolicy autoscaler-policy",
    policy: "identity-privilege-escalation",
    change: add(STATEMENTS, allow("iam:Put*", "arn:aws:iam::111122223333:role/autoscaler")),
  },
  {
    name: "the cluster's role is an administrator of the account",
    at: "RolePolicyAttachment cluster-role-eks",
    policy: "identity-managed-policies",
    change: set("policyArn", "arn:aws:iam::aws:policy/AdministratorAccess"),
  },
  {
    name: "nodes hold the whole of S3",
    at: "RolePolicyAttachment nodes-node-pull-images",
    policy: "identity-managed-policies",
    change: set("policyArn", "arn:aws:iam::aws:policy/AmazonS3FullAccess"),
  },
  {
    name: "a role lists an administrator's policy itself",
    at: "iam/role:Role mlflow-role",
    policy: "identity-managed-policies",
    change: set("managedPolicyArns", ["arn:aws:iam::aws:policy/PowerUserAccess"]),
  },
  {
    name: "somebody besides the deployer administers the cluster",
    at: "NodeGroup nodes-system-group",
    policy: "identity-cluster-admins",
    change: beside(
      "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
      "operations-admin",
      {
        policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        accessScope: { type: "cluster" },
        principalArn: "arn:aws:iam::111122223333:role/operations",
      },
      { clusterName: ["eks/cluster:Cluster cluster"] },
    ),
  },
  {
    name: "the deployer's entry is made outside of its component",
    at: "AccessPolicyAssociation cluster-deployer-admin",
    policy: "identity-cluster-admins",
    change: option({ parent: "" }),
  },
  {
    name: "anybody in any account may take the control plane's role",
    at: "iam/role:Role cluster-role",
    policy: "identity-trusted-principals",
    change: set(`${TRUST}.Principal`, { AWS: "*" }),
  },
  {
    name: "a whole account may take the control plane's role",
    at: "iam/role:Role cluster-role",
    policy: "identity-trusted-principals",
    change: set(`${TRUST}.Principal`, { AWS: "arn:aws:iam::444455556666:root" }),
  },
  {
    name: "a whole account may take a role, on a condition that asks for nothing",
    at: "iam/role:Role cluster-role",
    policy: "identity-trusted-principals",
    change: all(
      set(`${TRUST}.Principal`, { AWS: "arn:aws:iam::444455556666:root" }),
      set(`${TRUST}.Condition`, { StringLike: { "aws:PrincipalArn": "*" } }),
    ),
  },
  {
    name: "pods of any namespace may take MLflow's role",
    at: "iam/role:Role mlflow-role",
    policy: "identity-pod-trust",
    change: unset([
      ...`${TRUST}.Condition.StringEquals`.split("."),
      "aws:RequestTag/kubernetes-namespace",
    ]),
  },
  {
    name: "any pod of any cluster may take the role of jobs",
    at: "iam/role:Role jobs-support-ml-role",
    policy: "identity-pod-trust",
    change: unset(`${TRUST}.Condition`),
  },
  {
    name: "pods of every cluster may take the autoscaler's role, by a pattern",
    at: "iam/role:Role autoscaler-role",
    policy: "identity-pod-trust",
    change: set(`${TRUST}.Condition`, {
      StringEquals: {
        "aws:RequestTag/kubernetes-namespace": "kube-system",
        "aws:RequestTag/kubernetes-service-account": "cluster-autoscaler",
      },
      StringLike: { "aws:RequestTag/eks-cluster-name": "*" },
    }),
  },
  {
    name: "everybody may read MLflow's administrator's secret",
    at: "secretsmanager/secret:Secret mlflow-secrets-admin",
    policy: "identity-public-resource-policies",
    change: beside("aws:secretsmanager/secretPolicy:SecretPolicy", "mlflow-secrets-admin-policy", {
      policy: JSON.stringify(EVERYBODY),
    }),
  },
  {
    name: "the secret itself says that everybody may",
    at: "secretsmanager/secret:Secret mlflow-secrets-admin",
    policy: "identity-public-resource-policies",
    change: set("policy", JSON.stringify(EVERYBODY)),
  },
  {
    name: "everybody may delete backups, in dev too",
    at: "backup/vault:Vault backups-vault",
    environment: "dev",
    policy: "identity-public-resource-policies",
    change: beside("aws:backup/vaultPolicy:VaultPolicy", "backups-vault-policy", {
      policy: EVERYBODY,
    }),
  },
  {
    name: "anybody may call a function",
    at: "iam/role:Role mlflow-role",
    policy: "identity-public-resource-policies",
    change: beside("aws:lambda/permission:Permission", "hook", {
      action: "lambda:InvokeFunction",
      function: "hook",
      principal: "*",
    }),
  },
];
