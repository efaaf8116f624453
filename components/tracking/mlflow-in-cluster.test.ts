import { describe, expect, it } from "vitest";
import { counts, only, plain } from "../data/testing";
import { run } from "../testing";
import { Mlflow } from "./mlflow";
import type { MlflowArgs } from "./mlflow-args";
import {
  ADMIN_PASSWORD,
  ANSWERS,
  ARGS,
  AWS,
  CLUSTER,
  env,
  jobOf,
  make,
  PASSWORD,
  podOf,
  STORE_KEY,
  withoutSecrets,
} from "./testing";

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
      secretKeyRef: { name: "mlflow-store-keys", key: "secret-access-key" },
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
