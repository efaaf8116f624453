import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { awsRecoverySchema } from "../../config/recovery-schema";
import { type Cloud, named, ofType, type Registered, run } from "../../testing";
import { isSecret } from "../testing";
import { backupBucket } from "./backup-bucket";
import { BackupJob } from "./backup-job";
import { backupVolume } from "./backup-volume";
import { DrillSigner } from "./drill-signer";
import { DrillJob } from "./drill-job";
import { RecoveryKey } from "./recovery-key";
import { DUMP_SCRIPT, MLFLOW_SCRIPT, MLFLOW_STARTED, POSTGRES_SCRIPT } from "./scripts";
import type { BackupPlace, RecoveryPod, RecoverySite } from "./site";

const BYTES = Buffer.alloc(32, 7).toString("base64");
const PASSWORD = "planted-Password-0123456789";
const CLOUD: Cloud = {
  resources: { "random:index/randomBytes:RandomBytes": () => ({ base64: BYTES }) },
};
const SITE: Omit<RecoverySite, "program"> = {
  environment: "lab",
  settings: awsRecoverySchema.parse({}),
  namespace: "recovery",
  labels: { "towpath.dev/owner": "platform" },
  images: { node: "node:24", postgres: "postgres:17", mlflow: "mlflow:3" },
  artifactRoot: "s3://artifacts/mlflow",
  reports: "s3://reports/drills",
  scratch: { on: "node", drillGib: 20, backupGib: 5 },
  after: [],
};
const OFFSITE = {
  uri: "s3://offsite/lab",
  endpoint: "https://s3.example.com:9000",
  region: "us-east-1",
  credentials_in: "offsite",
};

interface Container {
  name: string;
  command: string[];
  restartPolicy?: string;
  env: { name: string; value?: string; valueFrom?: unknown }[];
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
  securityContext: object;
  resources: { limits: Record<string, string>; requests: Record<string, string> };
}
interface PodSpec {
  initContainers: Container[];
  containers: Container[];
  volumes: Record<string, unknown>[];
  securityContext: object;
  automountServiceAccountToken: boolean;
}

/** The whole of an environment's recovery, in a namespace that is there. */
const make = async (change: Partial<RecoverySite> = {}, s3 = false) => {
  // What `named` finds is looked up by name; parents do not matter here.
  const { all, value, resolve } = await run(async () => {
    const { ConfigMap } = (await import("@pulumi/kubernetes")).core.v1;
    const parent = new ConfigMap("parent");
    const own = { parent };
    const store: BackupPlace = s3
      ? backupBucket(OFFSITE)
      : backupVolume(
          "backups",
          { namespace: "recovery", labels: {}, gib: 15, storageClass: null, protect: true },
          parent,
        );
    const pod: RecoveryPod = {
      identity: { serviceAccountName: "it", ready: [], env: [{ name: "AWS_REGION", value: "x" }] },
      store,
      egress: [],
    };
    const bundle = (file: string) => ({
      configMapName: parent.metadata.name,
      file,
      sha256: "0".repeat(64),
    });
    const site = { ...SITE, program: bundle("recovery.js"), ...change };
    const key = new RecoveryKey(
      "key",
      { namespace: "recovery", labels: {}, generation: "1", protect: true },
      own,
    );
    new BackupJob(
      "backup",
      {
        ...{ site, pod, recipient: key.recipient, versions: { mlflow: "3.16.1" } },
        records: { source: {}, configMapName: parent.metadata.name },
        database: {
          ...{ host: "db", port: 5432, user: "backup", password: PASSWORD, sslmode: "require" },
          ...{ databases: { tracking: "mlflow", auth: "mlflow_auth" }, ready: [] },
        },
      },
      own,
    );
    const signer = new DrillSigner(
      "signer",
      { namespace: "recovery", labels: {}, generation: "1" },
      own,
    );
    new DrillJob(
      "drill",
      { site, pod, inference: bundle("inference.js"), key: key.secret, signer: signer.secret },
      own,
    );
    return key;
  }, CLOUD);
  return { all, key: value, resolve };
};

const podOf = (all: readonly Registered[], part: string) =>
  (
    named(all, part, "kubernetes:batch/v1:CronJob").inputs as {
      spec: { jobTemplate: { spec: { template: { spec: PodSpec } } } };
    }
  ).spec.jobTemplate.spec.template.spec;
const env = (container: Container | undefined, name: string) =>
  container?.env.find((one) => one.name === name);

describe("the pods of recovery", () => {
  it("run restricted, without a token, as the one user that PostgreSQL accepts", async () => {
    const { all } = await make();
    for (const part of ["backup", "drill"]) {
      const spec = podOf(all, part);
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, runAsUser: 999, fsGroup: 999 },
      });
      for (const { name, securityContext, resources } of [
        ...spec.initContainers,
        ...spec.containers,
      ]) {
        expect([name, securityContext]).toMatchObject([
          name,
          { readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
        ]);
        expect(Object.keys(resources.limits).sort(), name).toEqual(["ephemeral-storage", "memory"]);
      }
    }
  });

  it("give the database's password to the dump alone, and the store to the other container", async () => {
    const { all } = await make({}, true);
    const { initContainers, containers } = podOf(all, "backup");
    const [dump] = initContainers;
    const [backup] = containers;
    expect(env(dump, "PGPASSWORD")?.valueFrom).toEqual({
      secretKeyRef: { name: "backup-database", key: "password" },
    });
    expect(dump?.env.map(({ name }) => name).filter((name) => /AWS|BACKUP/.test(name))).toEqual([]);
    expect(backup?.env.map(({ name }) => name).filter((name) => name.startsWith("PG"))).toEqual([]);
    for (const { type, inputs } of all.filter(({ type: one }) => !one.endsWith(":Secret"))) {
      expect([type, JSON.stringify(inputs)]).toEqual([type, expect.not.stringContaining(PASSWORD)]);
    }
  });

  it("give the private key to the container that restores, and to no other", async () => {
    const { all, key, resolve } = await make();
    const spec = podOf(all, "drill");
    const with_ = [...spec.initContainers, ...spec.containers].filter(({ volumeMounts }) =>
      volumeMounts.some(({ name }) => name === "identity"),
    );
    expect(with_.map(({ name }) => name)).toEqual(["restore"]);
    expect(env(with_[0], "IDENTITY_FILE")?.value).toBe("/run/secrets/identity/identity");
    // By its entry: an empty Secret is waited for, and a render lists what it must hold.
    const secrets = podOf(all, "drill").volumes.filter((volume) => "secret" in volume);
    expect(secrets).toEqual([
      expect.objectContaining({ name: "identity" }),
      expect.objectContaining({ name: "signing" }),
    ]);
    for (const { secret } of secrets) {
      expect(secret).toMatchObject({
        items: [expect.objectContaining({ key: expect.any(String) as string })],
      });
    }
    expect(JSON.stringify(podOf(all, "backup"))).not.toContain("identity");
    const identity = (await resolve(key.identity)) ?? "?";
    expect(identity).toMatch(/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/);
    const secret = named(all, "key-identity").inputs.stringData as Record<string, unknown>;
    expect(isSecret(secret) || isSecret(secret.identity)).toBe(true);
    for (const { type, inputs } of all.filter(({ type: one }) => !one.endsWith(":Secret"))) {
      expect([type, JSON.stringify(inputs)]).toEqual([type, expect.not.stringContaining(identity)]);
    }
  });

  it("start one after the other: servers are sidecars, and prove comes last", async () => {
    const spec = podOf((await make()).all, "drill");
    expect(spec.initContainers.map(({ name, restartPolicy }) => [name, restartPolicy])).toEqual([
      ["restore", undefined],
      ["postgres", "Always"],
      ["mlflow", "Always"],
    ]);
    expect(spec.containers.map(({ name, command }) => [name, command.at(-1)])).toEqual([
      ["prove", "prove"],
    ]);
    expect(env(spec.containers[0], "INFERENCE")?.value).toBe("/opt/towpath/inference/inference.js");
  });

  it("read backups in a volume, and write only those that they make", async () => {
    const { all } = await make();
    const mounts = (part: string) =>
      [...podOf(all, part).initContainers, ...podOf(all, part).containers].flatMap(
        ({ name, volumeMounts }) =>
          volumeMounts
            .filter((mount) => mount.name === "backups")
            .map((mount) => [name, mount.readOnly ?? false]),
      );
    expect(mounts("backup")).toEqual([["backup", false]]);
    expect(mounts("drill")).toEqual([["restore", true]]);
    expect(named(all, "backups").protect).toBe(true);
    expect(named(all, "key-bytes").protect).toBe(true);
  });

  it("go to a bucket elsewhere with keys that people made, by its port alone", async () => {
    const { all } = await make({}, true);
    const [restore] = podOf(all, "drill").initContainers;
    expect(env(restore, "BACKUP_STORE")?.value).toBe("s3://offsite/lab");
    expect(env(restore, "BACKUP_AWS_SECRET_ACCESS_KEY")?.valueFrom).toEqual({
      secretKeyRef: { name: "offsite", key: "secret-access-key" },
    });
    expect(named(all, "drill-network").inputs.spec).toMatchObject({
      policyTypes: ["Ingress", "Egress"],
      egress: [{ ports: [{ port: 9000 }] }],
    });
    expect(ofType(all, "kubernetes:core/v1:PersistentVolumeClaim")).toEqual([]);
  });

  it("have room on the node, or a disk of their own for as long as they run", async () => {
    const node = podOf((await make()).all, "drill");
    expect(node.volumes[0]).toEqual({ name: "work", emptyDir: { sizeLimit: "20Gi" } });
    expect(node.containers[0]?.resources.limits["ephemeral-storage"]).toBe("20736Mi");
    const disk = podOf(
      (await make({ scratch: { on: "volume", drillGib: 200, backupGib: 100 } })).all,
      "drill",
    );
    expect(disk.volumes[0]).toMatchObject({
      name: "work",
      ephemeral: {
        volumeClaimTemplate: { spec: { resources: { requests: { storage: "200Gi" } } } },
      },
    });
    expect(disk.containers[0]?.resources.limits["ephemeral-storage"]).toBe("256Mi");
  });
});

describe("the scripts", () => {
  it.each(Object.entries({ DUMP_SCRIPT, POSTGRES_SCRIPT, MLFLOW_SCRIPT, MLFLOW_STARTED }))(
    "%s is POSIX shell",
    (_, script) => {
      const parsed = spawnSync("sh", ["-n"], { input: script, encoding: "utf8" });
      expect([parsed.status, parsed.stderr]).toEqual([0, ""]);
    },
  );
});
