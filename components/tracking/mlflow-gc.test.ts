import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { recordFiles } from "../composed/record-files";
import { loadStacks } from "../config/load";
import { bucketPolicy } from "../data/store-grants";
import { only, plain, register } from "../data/testing";
import { workloadBoundary } from "../workloads/boundary-policy";
import { GC_SCRIPT } from "./gc-script";
import { collectionPolicy } from "./identity-policies";
import { Mlflow } from "./mlflow";
import type { CollectionArgs, MlflowArgs } from "./mlflow-args";
import { servedIn } from "./served-in";
import { ANSWERS, ARGS, CLUSTER, type Container, type PodSpec } from "./testing";

const PROMOTED = "s3://artifacts-x/mlflow/teams/support/9/ab/artifacts/model";
const COLLECTION: CollectionArgs = {
  records: {
    triage: `${JSON.stringify({ name: "triage", environments: { prod: { artifact: PROMOTED } } })}\n`,
    baseline: '{"name":"baseline","environments":{}}\n',
  },
  permissionsBoundary: "arn:aws:iam::111122223333:policy/gc-boundary",
};
const GC_KEY = "planted-Gc-0123456789";

const make = (change: Partial<MlflowArgs> = {}, preview = false) =>
  register(() => new Mlflow("mlflow", { ...ARGS, collection: COLLECTION, ...change }), {
    answers: ANSWERS,
    preview,
  });
const inCluster = () =>
  make({
    site: CLUSTER,
    collection: {
      records: COLLECTION.records,
      storeAccess: { ...CLUSTER.storeAccess, accessKeyId: "tracking-gc", secretAccessKey: GC_KEY },
    },
  });

interface CronSpec {
  readonly schedule: string;
  readonly concurrencyPolicy: string;
  readonly suspend?: boolean;
  readonly jobTemplate: { readonly spec: { backoffLimit: number; template: { spec: PodSpec } } };
}
type All = Awaited<ReturnType<typeof make>>;
const specOf = (all: All) =>
  only(all, "kubernetes:batch/v1:CronJob", "mlflow-gc").inputs.spec as CronSpec;
const podOf = (all: All) => specOf(all).jobTemplate.spec.template.spec;
const envOf = (container: Container | undefined) =>
  Object.fromEntries(
    (container?.env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]),
  );

describe("the collection of deleted runs", () => {
  it("is there only where it was asked for", async () => {
    const without = await register(() => new Mlflow("mlflow", ARGS), { answers: ANSWERS });
    expect(without.filter(({ name }) => name.includes("-gc"))).toEqual([]);
    const preview = await make({}, true);
    expect(preview.map(({ name }) => name).sort()).toEqual(
      (await make()).map(({ name }) => name).sort(),
    );
  });

  it("runs weekly, one at a time, as the other pods of tracking run, after schema and rights", async () => {
    const all = await make();
    const spec = specOf(all);
    expect(spec).toMatchObject({ schedule: "0 3 * * 3", concurrencyPolicy: "Forbid" });
    expect(spec.suspend).toBeUndefined();
    expect(spec.jobTemplate.spec.backoffLimit).toBe(0);
    const pod = podOf(all);
    expect(pod).toMatchObject({
      serviceAccountName: "mlflow-gc",
      automountServiceAccountToken: false,
      restartPolicy: "Never",
      securityContext: { runAsNonRoot: true },
    });
    const [container] = pod.containers;
    expect(pod.containers).toHaveLength(1);
    expect(container?.command).toEqual(["python", "-c", GC_SCRIPT]);
    expect(container?.securityContext).toMatchObject({
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(envOf(container)).toMatchObject({
      ARTIFACT_ROOT: "s3://artifacts-x/mlflow",
      OLDER_THAN_DAYS: "30",
      RECORDS: "/etc/towpath/records",
      SERVICES: "baseline,triage",
      MLFLOW_BACKEND_STORE_URI: {
        secretKeyRef: { name: "mlflow-secrets-gc-x", key: "tracking-uri" },
      },
    });
    const { dependencies } = only(all, "kubernetes:batch/v1:CronJob", "mlflow-gc");
    expect(dependencies).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^kubernetes:batch\/v1:Job mlflow-migration-/),
        "kubernetes:networking.k8s.io/v1:NetworkPolicy mlflow-gc-network",
        "aws:eks/podIdentityAssociation:PodIdentityAssociation mlflow-gc-association",
      ]),
    );
  });

  it("sees the records of every service, and the database's URI alone", async () => {
    const all = await make();
    const records = only(all, "kubernetes:core/v1:ConfigMap", "mlflow-gc-records").inputs.data;
    expect(records).toEqual({
      "baseline.yaml": COLLECTION.records.baseline,
      "triage.yaml": COLLECTION.records.triage,
    });
    expect(podOf(all).volumes).toContainEqual({
      name: "records",
      configMap: { name: "mlflow-gc-records-x" },
    });
    const secret = only(all, "kubernetes:core/v1:Secret", "mlflow-secrets-gc").inputs.stringData;
    expect(Object.keys(plain(secret) as object)).toEqual(["tracking-uri"]);
  });

  it("does not exist without records", async () => {
    await expect(make({ collection: { records: {} } })).rejects.toThrow(
      /collection\.records: none; without the records of services nothing may be removed/,
    );
  });

  it("has a user of the object store of its own in a cluster", async () => {
    const all = await inCluster();
    const keys = only(all, "kubernetes:core/v1:Secret", "mlflow-gc-keys").inputs.stringData;
    expect(plain(keys)).toEqual({ "access-key-id": "tracking-gc", "secret-access-key": GC_KEY });
    expect(envOf(podOf(all).containers[0])).toMatchObject({
      MLFLOW_S3_ENDPOINT_URL: CLUSTER.storeAccess.endpoint,
    });
    expect(all.filter(({ type }) => type.startsWith("aws:"))).toEqual([]);
  });
});

describe("what it may do", () => {
  it("lists and deletes below the prefix, and never what is promoted", async () => {
    const all = await make();
    const { policy } = only(all, "aws:iam/rolePolicy:RolePolicy", "mlflow-gc-policy").inputs as {
      policy: { Statement: Record<string, unknown>[] };
    };
    expect(
      policy.Statement.map(({ Effect, Action, Resource }) => [Effect, Action, Resource]),
    ).toEqual([
      ["Allow", "s3:ListBucket", "arn:aws:s3:::artifacts-x"],
      ["Allow", "s3:DeleteObject", "arn:aws:s3:::artifacts-x/mlflow/*"],
      ["Deny", "s3:DeleteObject", [`arn:aws:s3:::${PROMOTED.slice("s3://".length)}/*`]],
    ]);
    expect(only(all, "aws:iam/role:Role", "mlflow-gc-role").inputs.permissionsBoundary).toBe(
      COLLECTION.permissionsBoundary,
    );
    const china = collectionPolicy({ bucketArn: "arn:aws-cn:s3:::b", prefix: "mlflow" }, [
      "s3://b/mlflow/x",
    ]);
    expect(china).toContain("arn:aws-cn:s3:::b/mlflow/x/*");
  });

  it("is bounded: a boundary deletes only where that is asked for, and no version", () => {
    const facts = { clusterArn: "arn:c", readArns: ["arn:b"], kmsKeyArn: "arn:k", regions: ["r"] };
    expect(workloadBoundary({ ...facts, writtenArns: ["arn:b"] })).not.toContain("Delete");
    const most = workloadBoundary({ ...facts, deletedArn: "arn:b" });
    expect(most).toContain('"s3:DeleteObject"');
    expect(most).not.toMatch(/DeleteObjectVersion|PutObject/);
  });

  it("is a user who deletes and reads nothing, where the store is the cluster's", () => {
    const policy = bucketPolicy("artifacts", {
      gc: [{ bucket: "artifacts", prefix: "mlflow", access: "delete" }],
    });
    expect(policy?.Statement.flatMap(({ Action }) => Action)).toEqual([
      "s3:ListBucket",
      "s3:DeleteObject",
    ]);
  });
});

describe("records as pods see them", () => {
  it("name what the committed files name, and are the same whatever the order", () => {
    const { services } = loadStacks(process.cwd());
    const files = recordFiles(services);
    expect(Object.keys(files)).toEqual(Object.keys(services).sort());
    const reversed = Object.fromEntries(Object.entries(services).reverse());
    expect(JSON.stringify(recordFiles(reversed))).toBe(JSON.stringify(files));
    expect(JSON.parse(files["support-triage"] ?? "")).toEqual(services["support-triage"]);
  });

  it("give the places in S3, each once", () => {
    const text = `a: ${PROMOTED}\nb: "${PROMOTED}/"\nc: mlflow-artifacts:/1/x\nd: s3://bb/k-1`;
    expect(servedIn({ one: text, two: text })).toEqual([PROMOTED, "s3://bb/k-1"]);
  });
});

describe("the script", () => {
  const python = spawnSync("python3", ["--version"]).status === 0;

  it.skipIf(!python)("is Python (skipped where there is no python3)", () => {
    const parse = spawnSync("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], {
      input: GC_SCRIPT,
      encoding: "utf8",
    });
    expect([parse.status, parse.stderr]).toEqual([0, ""]);
  });

  it("is written for the versions of MLflow that run here", () => {
    const image = readFileSync("stacks/images.yaml", "utf8");
    const locked = readFileSync("apps/cli/tracking/requirements.in", "utf8");
    // Another one: read what the script relies on there again, and name it in its comment and here.
    expect(/mlflow:v([\d.]+)-full|tag: v([\d.]+)-full/.exec(image)?.slice(1)).toContain("3.16.1");
    expect(locked).toMatch(/mlflow==3\.17\.0/);
  });
});
