import * as random from "@pulumi/random";
import { describe, expect, it } from "vitest";
import { counts, isSecret, isUnknown, only, plain, register, type Answers } from "../data/testing";
import { run } from "../testing";
import { Mlflow } from "./mlflow";
import type { MlflowArgs } from "./mlflow-args";
import type { AwsSite, ClusterSite } from "./site";

const PASSWORD = "planted-Password-0123456789";
const ANSWERS: Answers = {
  "random:index/randomPassword:RandomPassword": (name) => ({ result: `${PASSWORD}-${name}` }),
  "aws:secretsmanager/secretVersion:SecretVersion": (name) => ({ secretArn: `arn:${name}` }),
  "aws:iam/role:Role": (name) => ({ name, arn: `arn:aws:iam::111122223333:role/${name}` }),
  "kubernetes:core/v1:Secret": (name) => ({ metadata: { name: `${name}-x` } }),
  "kubernetes:core/v1:ConfigMap": (name) => ({ metadata: { name: `${name}-x` } }),
};
const IMAGE = `ghcr.io/mlflow/mlflow:v3.17.0-full@sha256:${"0".repeat(64)}`;
const AWS: AwsSite = {
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
  tags: { "towpath:owner": "platform" },
};
const ARGS: MlflowArgs = {
  image: IMAGE,
  namespace: "tracking",
  site: AWS,
  database: { host: "db.example", port: 5432 },
  artifacts: { bucketName: "artifacts-x" },
  clientNamespaces: ["team-support"],
  labels: { "towpath.dev/owner": "platform" },
};
const ADMIN_PASSWORD = "planted-Admin-0123456789";
const STORE_KEY = "planted-Store-0123456789";
const CLUSTER: ClusterSite = {
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

const make = (change: Partial<MlflowArgs> = {}, preview = false) =>
  register(() => new Mlflow("mlflow", { ...ARGS, ...change }), { answers: ANSWERS, preview });

interface Container {
  name: string;
  image: string;
  command: string[];
  env: { name: string; value?: string; valueFrom?: { secretKeyRef: unknown } }[];
  securityContext: unknown;
  resources: { requests: Record<string, string>; limits: Record<string, string> };
}
interface PodSpec {
  serviceAccountName: string;
  automountServiceAccountToken: boolean;
  securityContext: unknown;
  initContainers?: Container[];
  containers: Container[];
  volumes: unknown[];
}
const podOf = (inputs: Record<string, unknown>) =>
  (inputs.spec as { template: { metadata: unknown; spec: PodSpec } }).template.spec;
const jobOf = (all: Awaited<ReturnType<typeof make>>) => only(all, "kubernetes:batch/v1:Job");
const env = (container: Container | undefined, name: string) =>
  container?.env.find((each) => each.name === name);

describe("Mlflow", () => {
  it("registers exactly this, everything under a component", async () => {
    const all = await make();
    expect(counts(all)).toEqual({
      "aws:eks/podIdentityAssociation:PodIdentityAssociation": 2,
      "aws:iam/role:Role": 2,
      "aws:iam/rolePolicy:RolePolicy": 2,
      "aws:secretsmanager/secret:Secret": 3,
      "aws:secretsmanager/secretVersion:SecretVersion": 3,
      "kubernetes:apps/v1:Deployment": 1,
      "kubernetes:batch/v1:Job": 1,
      "kubernetes:core/v1:Secret": 2,
      "kubernetes:core/v1:Service": 1,
      "kubernetes:core/v1:ServiceAccount": 2,
      "kubernetes:networking.k8s.io/v1:NetworkPolicy": 2,
      "kubernetes:policy/v1:PodDisruptionBudget": 1,
      "random:index/randomPassword:RandomPassword": 3,
      "towpath:tracking:GeneratedSecret": 3,
      "towpath:tracking:Mlflow": 1,
      "towpath:tracking:MlflowMigration": 1,
      "towpath:tracking:MlflowSecrets": 1,
      "towpath:workloads:PodIdentity": 2,
    });
    expect(all.filter(({ parent }) => parent === "").map(({ type }) => type)).toEqual([
      "towpath:tracking:Mlflow",
    ]);
    for (const { type, inputs } of all) {
      if (/Secret$|Role$|Association$/.test(type) && type.startsWith("aws:")) {
        expect(inputs.tags).toEqual(AWS.tags);
      }
      if (type.startsWith("kubernetes:")) {
        expect(inputs.metadata).toMatchObject({
          namespace: "tracking",
          labels: { "towpath.dev/owner": "platform", "app.kubernetes.io/part-of": "towpath" },
        });
      }
    }
  });

  it("keeps every password a secret: nowhere is one in plain text", async () => {
    const all = await make();
    for (const { inputs } of all) {
      expect(withoutSecrets(inputs)).not.toContain(PASSWORD);
    }
    for (const secret of all.filter(({ type }) => type === "kubernetes:core/v1:Secret")) {
      const data = secret.inputs.stringData as Record<string, unknown>;
      // The whole map is one secret, or each of its values is.
      const secrets = isSecret(data) || Object.values(data).every(isSecret);
      expect([secret.name, secrets]).toEqual([secret.name, true]);
    }
    for (const version of all.filter(({ type }) => type.includes("secretVersion"))) {
      expect(isSecret(version.inputs.secretString)).toBe(true);
    }
    expect(only(all, "aws:secretsmanager/secret:Secret", "mlflow-secrets-admin").inputs).toEqual({
      description: "MLflow: first password of the user admin",
      kmsKeyId: AWS.secretsKmsKeyArn,
      recoveryWindowInDays: 7,
      tags: AWS.tags,
    });
  });

  it("gives the server its databases as a user that is not the master", async () => {
    const all = await make();
    const { stringData } = only(all, "kubernetes:core/v1:Secret", "mlflow-secrets-server").inputs;
    const data = plain(stringData) as Record<string, unknown>;
    expect(Object.keys(data).sort()).toEqual([
      "admin-password",
      "basic_auth.ini",
      "flask-secret-key",
      "tracking-uri",
    ]);
    const user = `mlflow:${PASSWORD}-mlflow-secrets-database-value`;
    expect(plain(data["tracking-uri"])).toBe(
      `postgresql+psycopg2://${user}@db.example:5432/mlflow?sslmode=require`,
    );
    expect(plain(data["basic_auth.ini"])).toContain(
      `database_uri = postgresql+psycopg2://${user}@db.example:5432/mlflow_auth?sslmode=require`,
    );
    expect(plain(data["basic_auth.ini"])).toContain("default_permission = READ");
  });

  it("runs the server restricted, sized, spread and without a Kubernetes token", async () => {
    const { inputs } = only(await make(), "kubernetes:apps/v1:Deployment");
    const spec = podOf(inputs);
    expect(inputs.spec).toMatchObject({ replicas: 2 });
    expect(spec).toMatchObject({
      serviceAccountName: "mlflow",
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      topologySpreadConstraints: [
        { topologyKey: "topology.kubernetes.io/zone" },
        { topologyKey: "kubernetes.io/hostname" },
      ],
    });
    const [server] = spec.containers;
    expect(server?.image).toBe(IMAGE);
    expect(server?.resources).toEqual({
      requests: { cpu: "500m", memory: "2048Mi", "ephemeral-storage": "512Mi" },
      limits: { memory: "2048Mi", "ephemeral-storage": "2Gi" },
    });
    expect(server?.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(server?.command).toEqual(
      expect.arrayContaining(["--no-serve-artifacts", "s3://artifacts-x/mlflow", "basic-auth"]),
    );
    for (const [variable, key] of [
      ["MLFLOW_AUTH_ADMIN_PASSWORD", "admin-password"],
      ["MLFLOW_BACKEND_STORE_URI", "tracking-uri"],
      ["MLFLOW_FLASK_SERVER_SECRET_KEY", "flask-secret-key"],
    ] as const) {
      expect(env(server, variable)?.valueFrom).toEqual({
        secretKeyRef: { name: "mlflow-secrets-server-x", key },
      });
    }
    expect(JSON.stringify(spec)).not.toContain("master");
  });

  it("migrates before the rollout, as somebody who may read the master password", async () => {
    const all = await make();
    const deployment = only(all, "kubernetes:apps/v1:Deployment");
    const job = jobOf(all);
    expect(deployment.dependencies).toContain(`kubernetes:batch/v1:Job ${job.name}`);
    // Nor does a pod start before its identity and its network policy are there.
    for (const [pods, name] of [
      [deployment, "mlflow"],
      [job, "mlflow-migration"],
    ] as const) {
      expect(pods.dependencies).toEqual(
        expect.arrayContaining([
          `aws:eks/podIdentityAssociation:PodIdentityAssociation ${name}-association`,
          `aws:iam/rolePolicy:RolePolicy ${name}-policy`,
          `kubernetes:core/v1:ServiceAccount ${name}-account`,
          `kubernetes:networking.k8s.io/v1:NetworkPolicy ${name}-network`,
        ]),
      );
    }
    const spec = podOf(job.inputs);
    expect(spec.serviceAccountName).toBe("mlflow-migration");
    expect(spec.initContainers?.map(({ name }) => name)).toEqual(["bootstrap", "users"]);
    expect(spec.containers[0]?.command).toEqual(["mlflow", "db", "upgrade", "$(URI)"]);
    const policies = all.filter(({ type }) => type === "aws:iam/rolePolicy:RolePolicy");
    const readers = policies.filter(({ inputs }) =>
      String(inputs.policy).includes("secretsmanager:GetSecretValue"),
    );
    expect(readers.map(({ name }) => name)).toEqual(["mlflow-migration-policy"]);
  });

  it("names the migration by what it does: another image or generation is another Job", async () => {
    const name = async (change: Partial<MlflowArgs>) => jobOf(await make(change)).name;
    const first = await name({});
    expect(first).toMatch(/^mlflow-migration-[0-9a-f]{10}$/);
    expect(await name({ replicas: 5, labels: {} })).toBe(first);
    expect(await name({ image: IMAGE.replace("3.17", "3.18") })).not.toBe(first);
    expect(await name({ secretGeneration: "2" })).not.toBe(first);
  });

  it("starts pods after what they need, which so also outlives them", async () => {
    const all = await register(
      () =>
        new Mlflow("mlflow", { ...ARGS, after: [new random.RandomId("nodes", { byteLength: 4 })] }),
      { answers: ANSWERS },
    );
    for (const pods of [jobOf(all), only(all, "kubernetes:apps/v1:Deployment")]) {
      expect(pods.dependencies).toContain("random:index/randomId:RandomId nodes");
    }
  });

  it("lets the named namespaces in and the migration's pods nobody", async () => {
    const all = await make();
    const type = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
    expect(only(all, type, "mlflow-network").inputs.spec).toMatchObject({
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "team-support" } },
            },
          ],
        },
      ],
    });
    const migration = only(all, type, "mlflow-migration-network").inputs.spec as object;
    expect(migration).toMatchObject({ policyTypes: ["Ingress", "Egress"] });
    expect(Object.keys(migration)).not.toContain("ingress");
  });

  it("serves only inside the cluster, after the pods that it waits for", async () => {
    const service = only(await make(), "kubernetes:core/v1:Service");
    expect(service.inputs).toMatchObject({
      metadata: { name: "mlflow" },
      spec: { type: "ClusterIP", ports: [{ port: 5000 }] },
    });
    expect(service.dependencies).toContain("kubernetes:apps/v1:Deployment mlflow");
  });

  it("checks the database's certificate in every container when it gets the bundle", async () => {
    const all = await make({ site: { ...AWS, caBundle: "-----BEGIN" } });
    expect(only(all, "kubernetes:core/v1:ConfigMap").inputs.data).toEqual({
      "bundle.pem": "-----BEGIN",
    });
    for (const pods of [jobOf(all), only(all, "kubernetes:apps/v1:Deployment")]) {
      const spec = podOf(pods.inputs);
      expect(spec.volumes).toContainEqual({
        name: "database-ca",
        configMap: { name: "mlflow-database-ca-x" },
      });
      for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
        expect(JSON.stringify(container)).toContain('"mountPath":"/etc/mlflow-ca"');
      }
    }
    expect(env(podOf(jobOf(all).inputs).initContainers?.[0], "DATABASE_SSLMODE")?.value).toBe(
      "verify-full",
    );
  });

  it("previews completely, secrets marked although unknown", async () => {
    const preview = await make({}, true);
    expect(counts(preview)).toEqual(counts(await make()));
    const [version] = preview.filter(({ type }) => type.includes("secretVersion"));
    expect(isUnknown(plain(version?.inputs.secretString))).toBe(true);
  });

  it("refuses everything that is wrong at once, before any resource is registered", async () => {
    let message = "";
    const all = await register(() => {
      try {
        new Mlflow("mlflow", { ...ARGS, memoryMib: 256, clientNamespaces: [], hostnames: ["*"] });
      } catch (error) {
        message = (error as Error).message;
      }
    });
    expect(message.split("\n")).toEqual([
      expect.stringMatching(/^memoryMib: 256/) as unknown,
      expect.stringMatching(/^hostnames: "\*"/) as unknown,
      expect.stringMatching(/^clientNamespaces: none/) as unknown,
    ]);
    expect(all.map(({ type }) => type)).toEqual(["towpath:tracking:Mlflow"]);
  });
});

describe("Mlflow without a cloud", () => {
  const inCluster = (change: Partial<MlflowArgs> = {}, preview = false) =>
    make({ site: CLUSTER, ...change }, preview);

  it("registers the same in the cluster, and nothing of AWS", async () => {
    const all = await inCluster();
    const ofCluster = (each: Awaited<ReturnType<typeof make>>) =>
      Object.entries(counts(each)).filter(([type]) => type.startsWith("kubernetes:"));
    const onAws = Object.fromEntries(ofCluster(await make()));
    expect(Object.fromEntries(ofCluster(all))).toEqual({
      ...onAws,
      // The two that AWS has, and the keys of the object store.
      "kubernetes:core/v1:Secret": 3,
    });
    expect(all.filter(({ type }) => type.startsWith("aws:"))).toEqual([]);
    expect(counts(await inCluster({}, true))).toEqual(counts(all));
  });

  it("keeps every password a secret, the ones that it was given too", async () => {
    for (const { type, inputs } of await inCluster()) {
      for (const secret of [PASSWORD, ADMIN_PASSWORD, STORE_KEY])
        expect([type, withoutSecrets(inputs)]).toEqual([type, expect.not.stringContaining(secret)]);
    }
  });

  it("gives the first user's password to the migration alone", async () => {
    const all = await inCluster();
    const keysOf = (name: string) =>
      Object.keys(
        plain(only(all, "kubernetes:core/v1:Secret", name).inputs.stringData) as object,
      ).sort();
    expect(keysOf("mlflow-secrets-server")).not.toContain("database-admin-password");
    expect(keysOf("mlflow-secrets-migration")).toContain("database-admin-password");
    const [bootstrap] = podOf(jobOf(all).inputs).initContainers ?? [];
    expect(env(bootstrap, "MASTER_PASSWORD")?.valueFrom).toEqual({
      secretKeyRef: { name: "mlflow-secrets-migration-x", key: "database-admin-password" },
    });
    expect(env(bootstrap, "MASTER_SECRET_ARN")).toBeUndefined();
    expect(env(bootstrap, "DATABASE_SSLMODE")?.value).toBe("disable");
    const server = JSON.stringify(podOf(only(all, "kubernetes:apps/v1:Deployment").inputs));
    expect(server).not.toContain("MASTER");
  });

  it("finds artifacts in the store, with a key from a Secret", async () => {
    const all = await inCluster();
    const [server] = podOf(only(all, "kubernetes:apps/v1:Deployment").inputs).containers;
    expect(env(server, "AWS_ENDPOINT_URL_S3")?.value).toBe(CLUSTER.storeAccess.endpoint);
    expect(env(server, "MLFLOW_S3_ENDPOINT_URL")?.value).toBe(CLUSTER.storeAccess.endpoint);
    expect(env(server, "AWS_SECRET_ACCESS_KEY")?.valueFrom).toEqual({
      secretKeyRef: { name: "mlflow-keys-x", key: "secret-access-key" },
    });
    expect(server?.command).toContain("s3://artifacts-x/mlflow");
    const migration = podOf(jobOf(all).inputs);
    expect(JSON.stringify(migration)).not.toContain("AWS_SECRET_ACCESS_KEY");
  });

  it("lets nothing out but names, the database's pods and the store's", async () => {
    const type = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
    const { spec } = only(await inCluster(), type, "mlflow-network").inputs;
    const { egress } = spec as { egress: { to: object[]; ports: { port: number }[] }[] };
    expect(egress.map(({ ports }) => ports.map(({ port }) => port))).toEqual([
      [53, 53],
      [5432],
      [7070],
    ]);
    expect(egress[1]?.to).toEqual([
      {
        namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "data" } },
        podSelector: { matchLabels: { "app.kubernetes.io/name": "postgresql" } },
      },
    ]);
    expect(JSON.stringify(egress)).not.toContain("ipBlock");
  });

  it("says where people read the admin's first password", async () => {
    const password = async (site: MlflowArgs["site"]) => {
      const { value, resolve } = await run(() => new Mlflow("mlflow", { ...ARGS, site }), {
        resources: ANSWERS,
      });
      return resolve(value.adminPasswordAt);
    };
    expect(await password(CLUSTER)).toBe(
      "Secret tracking/mlflow-secrets-server-x, entry admin-password",
    );
    expect(await password(AWS)).toBe("arn:mlflow-secrets-admin-version");
  });
});

/** The inputs as text, with every secret left out. */
function withoutSecrets(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) => (isSecret(each) ? "<secret>" : each));
}
