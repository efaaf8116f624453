import * as random from "@pulumi/random";
import { describe, expect, it } from "vitest";
import { ROTATION_TAG } from "../config/rotation";
import { counts, isSecret, isUnknown, only, plain, register } from "../data/testing";
import { Mlflow } from "./mlflow";
import type { MlflowArgs } from "./mlflow-args";
import {
  ANSWERS,
  ARGS,
  AWS,
  env,
  IMAGE,
  jobOf,
  make,
  PASSWORD,
  podOf,
  withoutSecrets,
} from "./testing";

describe("Mlflow", () => {
  it("registers exactly this, everything under a component", async () => {
    const all = await make();
    expect(counts(all)).toEqual({
      "aws:eks/podIdentityAssociation:PodIdentityAssociation": 2,
      "aws:iam/role:Role": 2,
      "aws:iam/rolePolicy:RolePolicy": 2,
      "aws:secretsmanager/secret:Secret": 3,
      "aws:secretsmanager/secretPolicy:SecretPolicy": 3,
      "aws:secretsmanager/secretVersion:SecretVersion": 3,
      "kubernetes:apps/v1:Deployment": 1,
      "kubernetes:batch/v1:Job": 1,
      "kubernetes:core/v1:Secret": 2,
      "kubernetes:core/v1:Service": 1,
      "kubernetes:core/v1:ServiceAccount": 2,
      "kubernetes:networking.k8s.io/v1:NetworkPolicy": 2,
      "kubernetes:policy/v1:PodDisruptionBudget": 1,
      "random:index/randomPassword:RandomPassword": 4,
      "towpath:tracking:GeneratedSecret": 4,
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
        expect(inputs.tags).toMatchObject(AWS.tags);
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
      tags: { ...AWS.tags, "towpath:rotation": "first-use" },
    });
  });

  it("says of each secret how it is rotated", async () => {
    const all = await make();
    const said = all
      .filter(({ type }) => type === "aws:secretsmanager/secret:Secret")
      .map(({ name, inputs }) => [name, (inputs.tags as Record<string, string>)[ROTATION_TAG]]);
    expect(Object.fromEntries(said)).toEqual({
      "mlflow-secrets-admin": "first-use",
      "mlflow-secrets-flask": "deploy",
      "mlflow-secrets-database": "deploy",
    });
  });

  it("makes other secrets for another generation, which is how they are rotated", async () => {
    const keepers = async (change: Partial<MlflowArgs>) =>
      (await make(change))
        .filter(({ type }) => type === "random:index/randomPassword:RandomPassword")
        .map(({ inputs }) => inputs.keepers);
    expect(await keepers({ secretGeneration: "2" })).toEqual(
      [1, 2, 3, 4].map(() => ({ generation: "2" })),
    );
    expect(await keepers({})).toEqual([1, 2, 3, 4].map(() => ({ generation: "1" })));
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
    expect(plain(data["basic_auth.ini"])).toContain("default_permission = NO_PERMISSIONS");
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
      JSON.stringify(inputs.policy).includes("secretsmanager:GetSecretValue"),
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
