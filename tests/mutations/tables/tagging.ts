import { beside, type Mutation, option, set, unset } from "../mutation";

/** Labels of an object, and of a workload's pods. */
const LABELS = ["metadata", "labels"];
const POD_LABELS = ["spec", "template", "metadata", "labels"];

/** Mistakes in tags, labels and regions. */
export const TAGGING: readonly Mutation[] = [
  {
    name: "a key has no tags",
    at: "kms/key:Key keys-registry",
    policy: "tagging-aws-tags",
    change: unset("tags"),
  },
  {
    name: "a key does not say what it is for",
    at: "kms/key:Key keys-data",
    policy: "tagging-aws-tags",
    change: unset(["tags", "towpath:service"]),
  },
  {
    name: "a log group says that it is dev's",
    at: "LogGroup cluster-logs",
    policy: "tagging-aws-tags",
    change: set(["tags", "towpath:environment"], "dev"),
  },
  {
    name: "a log group has a class of data that nobody knows",
    at: "LogGroup network-flow-logs",
    policy: "tagging-aws-tags",
    change: set(["tags", "towpath:data-class"], "top-secret"),
  },
  {
    name: "a queue is made without tags",
    at: "s3/bucket:Bucket buckets-artifacts",
    policy: "tagging-aws-tags",
    change: beside("aws:sqs/queue:Queue", "events", { kmsMasterKeyId: "alias/towpath-data" }),
  },
  {
    name: "in dev, too, a role needs its tags",
    at: "iam/role:Role mlflow-role",
    environment: "dev",
    policy: "tagging-aws-tags",
    change: unset("tags"),
  },
  {
    name: "a ConfigMap does not say whose it is",
    at: "ConfigMap bundle-fetch-*",
    policy: "tagging-kubernetes-labels",
    change: unset([...LABELS, "towpath.dev/owner"]),
  },
  {
    name: "a Service says that somebody else manages it",
    at: "kubernetes:core/v1:Service mlflow",
    policy: "tagging-kubernetes-labels",
    change: set([...LABELS, "app.kubernetes.io/managed-by"], "Helm"),
  },
  {
    name: "the database's Secret has no labels",
    at: "core/v1:Secret mlflow-secrets-server",
    policy: "tagging-kubernetes-labels",
    change: unset("metadata.labels"),
  },
  {
    name: "MLflow's pods do not say who manages them",
    at: "Deployment mlflow",
    policy: "tagging-pod-labels",
    change: unset([...POD_LABELS, "app.kubernetes.io/managed-by"]),
  },
  {
    name: "MLflow's pods do not say who pays for them",
    at: "Deployment mlflow",
    policy: "tagging-pod-labels",
    change: unset([...POD_LABELS, "towpath.dev/cost-center"]),
  },
  {
    name: "MLflow's pods are labelled for dev",
    at: "Deployment mlflow",
    policy: "tagging-pod-labels",
    change: set([...POD_LABELS, "towpath.dev/environment"], "dev"),
  },
  {
    name: "a namespace says nothing of what it is part of",
    at: "Namespace tracking",
    policy: "tagging-kubernetes-labels",
    change: unset([...LABELS, "towpath.dev/service"]),
  },
  {
    name: "disks of training nodes get no tags",
    at: "LaunchTemplate nodes-training-template",
    policy: "tagging-propagation",
    change: unset("tagSpecifications.1"),
  },
  {
    name: "system nodes do not say who pays for them",
    at: "LaunchTemplate nodes-system-template",
    policy: "tagging-propagation",
    change: unset(["tagSpecifications", "0", "tags", "towpath:cost-center"]),
  },
  {
    name: "the provider works in a region that is not allowed",
    at: "aws aws",
    policy: "regions-providers",
    change: set("region", "eu-central-1"),
  },
  {
    name: "the provider's region is the machine's",
    at: "aws second",
    policy: "regions-providers",
    change: unset("region"),
  },
  {
    name: "a secret lies in a region of its own",
    at: "secretsmanager/secret:Secret mlflow-secrets-admin",
    policy: "regions-resources",
    change: set("region", "eu-west-1"),
  },
  {
    name: "a key lies in a region of its own",
    at: "kms/key:Key keys-registry",
    policy: "regions-resources",
    change: set("region", "ap-south-1"),
  },
  {
    name: "a secret takes the provider that nobody made",
    at: "secretsmanager/secret:Secret mlflow-secrets-admin",
    policy: "regions-resources",
    change: option({ provider: "" }),
  },
];
