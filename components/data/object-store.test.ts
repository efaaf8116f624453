import { describe, expect, it } from "vitest";
import { ObjectStore, type ObjectStoreArgs } from "./object-store";
import { counts, isSecret, only, plain, register, type Answers } from "./testing";

const KEY = "planted-Key-0123456789";
const ANSWERS: Answers = {
  "random:index/randomPassword:RandomPassword": (name) => ({ result: `${KEY}-${name}` }),
  "kubernetes:core/v1:Secret": (name) => ({ metadata: { name: `${name}-x` } }),
  "kubernetes:core/v1:PersistentVolumeClaim": (name) => ({ metadata: { name: `${name}-x` } }),
  "kubernetes:core/v1:ServiceAccount": (name) => ({ metadata: { name: `${name}-x` } }),
};
const ARGS: ObjectStoreArgs = {
  image: "ghcr.io/versity/versitygw:v1",
  setupImage: "ghcr.io/mlflow/mlflow:v3",
  namespace: "data",
  labels: { "towpath.dev/owner": "platform" },
  gib: 10,
  storageClass: null,
  buckets: ["artifacts", "datasets"],
  users: {
    tracking: [{ bucket: "artifacts", prefix: "mlflow", access: "read" }],
    team: [{ bucket: "artifacts", prefix: "mlflow", access: "write" }],
  },
  clientNamespaces: ["tracking", "support-ml"],
};

const make = (change: Partial<ObjectStoreArgs> = {}, preview = false) =>
  register(() => new ObjectStore("objects", { ...ARGS, ...change }), { answers: ANSWERS, preview });

const podOf = (inputs: Record<string, unknown>) =>
  (inputs.spec as { template: { spec: Record<string, unknown> } }).template.spec;

describe("ObjectStore", () => {
  it("registers exactly this, everything labelled, under a component", async () => {
    const all = await make();
    expect(counts(all)).toEqual({
      "kubernetes:apps/v1:StatefulSet": 1,
      "kubernetes:batch/v1:Job": 1,
      "kubernetes:core/v1:PersistentVolumeClaim": 1,
      "kubernetes:core/v1:Secret": 1,
      "kubernetes:core/v1:Service": 1,
      "kubernetes:core/v1:ServiceAccount": 2,
      "kubernetes:networking.k8s.io/v1:NetworkPolicy": 2,
      "kubernetes:policy/v1:PodDisruptionBudget": 1,
      "random:index/randomPassword:RandomPassword": 3,
      "towpath:data:ObjectStore": 1,
      "towpath:data:StoreSetup": 1,
    });
    for (const { type, inputs } of all.filter((each) => each.type.startsWith("kubernetes:"))) {
      expect([type, inputs.metadata]).toMatchObject([
        type,
        { namespace: "data", labels: { "towpath.dev/owner": "platform" } },
      ]);
    }
    expect(counts(await make({}, true))).toEqual(counts(all));
  });

  it("keeps keys in a Secret: the accounts, each with its own, and root's", async () => {
    const all = await make();
    const { stringData } = only(all, "kubernetes:core/v1:Secret").inputs;
    const data = plain(stringData) as Record<string, unknown>;
    expect(isSecret(stringData) || Object.values(data).every(isSecret)).toBe(true);
    expect(plain(data["root-key"])).toBe(`${KEY}-objects-root-key`);
    expect(JSON.parse(String(plain(data["users.json"])))).toEqual({
      accessAccounts: {
        tracking: { access: "tracking", secret: `${KEY}-objects-tracking-key`, role: "user" },
        team: { access: "team", secret: `${KEY}-objects-team-key`, role: "user" },
      },
    });
    for (const { type, inputs } of all.filter((each) => each.type !== "kubernetes:core/v1:Secret"))
      expect([type, JSON.stringify(inputs)]).toEqual([type, expect.not.stringContaining(KEY)]);
  });

  it("runs restricted, reads its accounts and writes to its volume alone", async () => {
    const all = await make();
    const spec = podOf(only(all, "kubernetes:apps/v1:StatefulSet").inputs);
    expect(spec).toMatchObject({
      serviceAccountName: "objects-account-x",
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      initContainers: [{ command: ["mkdir", "-p", "/data/objects", "/data/versions"] }],
      containers: [
        {
          args: ["posix", "/data/objects"],
          securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
          volumeMounts: [
            { mountPath: "/data" },
            { mountPath: "/etc/versitygw", readOnly: true },
            { mountPath: "/tmp" },
          ],
        },
      ],
      volumes: [
        { persistentVolumeClaim: { claimName: "objects-data-x" } },
        { secret: { secretName: "objects-accounts-x", items: [{ key: "users.json" }] } },
        { emptyDir: {} },
      ],
    });
    // Its older versions are moved by renaming: one mount for both.
    expect(JSON.stringify(spec.containers)).toContain(
      '"VGW_VERSIONING_DIR","value":"/data/versions"',
    );
  });

  it("takes the cluster's default class or a named one, and is not waited for before its pod", async () => {
    const claim = async (change: Partial<ObjectStoreArgs>) =>
      only(await make(change), "kubernetes:core/v1:PersistentVolumeClaim").inputs;
    expect((await claim({})).spec).toEqual({
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "10Gi" } },
    });
    const named = await claim({ storageClass: "fast" });
    expect(named.spec).toMatchObject({ storageClassName: "fast" });
    expect(named.metadata).toMatchObject({ annotations: { "pulumi.com/skipAwait": "true" } });
  });

  it("protects volume and keys together", async () => {
    const all = await make({ protect: true, retainOnDelete: true });
    const kept = all.filter(({ protect }) => protect).map(({ name }) => name);
    expect(kept.sort()).toEqual([
      "objects-data",
      "objects-root-key",
      "objects-team-key",
      "objects-tracking-key",
    ]);
  });

  it("lets in the named namespaces and its own setup, and goes nowhere", async () => {
    const policy = only(
      await make(),
      "kubernetes:networking.k8s.io/v1:NetworkPolicy",
      "objects-network",
    );
    const spec = policy.inputs.spec as { ingress: { from: unknown[] }[] };
    expect(spec).toMatchObject({ policyTypes: ["Ingress", "Egress"] });
    expect(Object.keys(spec)).not.toContain("egress");
    expect(spec.ingress[0]?.from).toEqual([
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "support-ml" } } },
      { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "tracking" } } },
      {
        podSelector: {
          matchLabels: {
            "app.kubernetes.io/name": "towpath",
            "app.kubernetes.io/instance": "objects-setup",
            "app.kubernetes.io/component": "setup",
          },
        },
      },
    ]);
  });

  it("makes its buckets once it answers, and again when the plan is another", async () => {
    const all = await make();
    const job = only(all, "kubernetes:batch/v1:Job");
    expect(job.dependencies).toContain("kubernetes:core/v1:Service objects");
    const name = async (change: Partial<ObjectStoreArgs>) =>
      only(await make(change), "kubernetes:batch/v1:Job").name;
    expect(await name({ labels: {}, gib: 20 })).toBe(job.name);
    expect(await name({ buckets: [...ARGS.buckets, "reports"] })).not.toBe(job.name);
    expect(await name({ setupImage: "other" })).not.toBe(job.name);
  });

  it("refuses everything that is wrong at once, before any resource is registered", async () => {
    let message = "";
    const all = await register(() => {
      try {
        new ObjectStore("objects", {
          ...ARGS,
          buckets: ["artifacts", "No_Bucket"],
          users: { root: [{ bucket: "models", prefix: "/x", access: "read" }] },
        });
      } catch (error) {
        message = (error as Error).message;
      }
    });
    expect(message.split("\n")).toEqual([
      'buckets: "No_Bucket"; expected 3 to 63 lower-case letters, digits and -',
      'users: "root"; expected a kebab-case name other than root',
      'users.root: bucket "models"; expected one of artifacts, No_Bucket',
      'users.root: prefix "/x"; expected letters, digits, - and _, joined by /',
    ]);
    expect(all.map(({ type }) => type)).toEqual(["towpath:data:ObjectStore"]);
  });
});
