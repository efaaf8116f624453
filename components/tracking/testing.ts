import { type Answers, isSecret, only, register } from "../data/testing";
import { Mlflow } from "./mlflow";
import type { MlflowArgs } from "./mlflow-args";
import type { AwsSite, ClusterSite } from "./site";

export const PASSWORD = "planted-Password-0123456789";
export const ANSWERS: Answers = {
  "random:index/randomPassword:RandomPassword": (name) => ({ result: `${PASSWORD}-${name}` }),
  "aws:secretsmanager/secretVersion:SecretVersion": (name) => ({ secretArn: `arn:${name}` }),
  "aws:iam/role:Role": (name) => ({ name, arn: `arn:aws:iam::111122223333:role/${name}` }),
  "kubernetes:core/v1:Secret": (name, { metadata }) => ({
    metadata: { name: `${name}-x`, ...(metadata as object) },
  }),
  "kubernetes:core/v1:ConfigMap": (name) => ({ metadata: { name: `${name}-x` } }),
};
export const IMAGE = `ghcr.io/mlflow/mlflow:v3.17.0-full@sha256:${"0".repeat(64)}`;
export const AWS: AwsSite = {
  kind: "aws",
  clusterName: "towpath",
  clusterArn: "arn:aws:eks:eu-west-1:111122223333:cluster/towpath",
  region: "eu-west-1",
  masterSecretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:rds!db-1",
  masterSecretKmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/data",
  databaseCidrs: ["10.0.32.0/20"],
  bucketArn: "arn:aws:s3:::artifacts-x",
  bucketKmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/data",
  secretsKmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/secrets",
  secretRecoveryDays: 7,
  secretReaders: ["platform-owner"],
  tags: { "towpath:owner": "platform" },
};
export const ARGS: MlflowArgs = {
  image: IMAGE,
  namespace: "tracking",
  site: AWS,
  database: { host: "db.example", port: 5432 },
  artifacts: { bucketName: "artifacts-x" },
  clientNamespaces: ["team-support"],
  labels: { "towpath.dev/owner": "platform" },
};
export const ADMIN_PASSWORD = "planted-Admin-0123456789";
export const STORE_KEY = "planted-Store-0123456789";
export const CLUSTER: ClusterSite = {
  kind: "kubernetes",
  admin: { user: "postgres", password: ADMIN_PASSWORD },
  database: { namespace: "data", selector: { "app.kubernetes.io/name": "postgresql" } },
  storeAccess: {
    endpoint: "http://objects.data.svc.cluster.local:7070",
    region: "us-east-1",
    accessKeyId: "tracking",
    secretAccessKey: STORE_KEY,
  },
  store: {
    namespace: "data",
    selector: { "app.kubernetes.io/name": "versitygw" },
    port: 7070,
  },
};

export const make = (change: Partial<MlflowArgs> = {}, preview = false) =>
  register(() => new Mlflow("mlflow", { ...ARGS, ...change }), { answers: ANSWERS, preview });

export interface Container {
  name: string;
  image: string;
  command: string[];
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: unknown } }[];
  securityContext: unknown;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
}
export interface PodSpec {
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  securityContext: unknown;
  initContainers?: Container[];
  containers: Container[];
  volumes: unknown[];
}
export const podOf = (inputs: Record<string, unknown>) =>
  (inputs.spec as { template: { metadata: unknown; spec: PodSpec } }).template.spec;
export const jobOf = (all: Awaited<ReturnType<typeof make>>) =>
  only(all, "kubernetes:batch/v1:Job");
export const env = (container: Container | undefined, name: string) =>
  container?.env.find((each) => each.name === name);

/** The inputs as text, with every secret left out. */
export function withoutSecrets(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (isSecret(each) ? "<secret>" : each));
}
