import { describe, expect, it } from "vitest";
import { PostgresInCluster, type PostgresInClusterArgs } from "./postgres-in-cluster";
import { counts, isSecret, only, register, type Answers } from "./testing";

const PASSWORD = "planted-Password-0123456789";
const ANSWERS: Answers = {
  "random:index/randomPassword:RandomPassword": () => ({ result: PASSWORD }),
  "kubernetes:core/v1:Secret": (name) => ({ metadata: { name: `${name}-x` } }),
  "kubernetes:core/v1:PersistentVolumeClaim": (name) => ({ metadata: { name: `${name}-x` } }),
};
const ARGS: PostgresInClusterArgs = {
  image: "docker.io/library/postgres:17",
  namespace: "data",
  labels: { "towpath.dev/owner": "platform" },
  gib: 5,
  storageClass: null,
  clientNamespaces: ["tracking"],
};

const make = (change: Partial<PostgresInClusterArgs> = {}, preview = false) =>
  register(() => new PostgresInCluster("postgres", { ...ARGS, ...change }), {
    answers: ANSWERS,
    preview,
  });

interface Probe {
  exec: { command: string[] };
}
interface Container {
  env: { name: string; value: string }[];
  startupProbe: Probe;
  readinessProbe: Probe;
  livenessProbe: Probe;
}
const podOf = (inputs: Record<string, unknown>) =>
  (inputs.spec as { template: { spec: { containers: Container[]; securityContext: object } } })
    .template.spec;

describe("PostgresInCluster", () => {
  it("registers exactly this, everything labelled, under a component", async () => {
    const all = await make();
    expect(counts(all)).toEqual({
      "kubernetes:apps/v1:StatefulSet": 1,
      "kubernetes:core/v1:PersistentVolumeClaim": 1,
      "kubernetes:core/v1:Secret": 1,
      "kubernetes:core/v1:Service": 1,
      "kubernetes:core/v1:ServiceAccount": 1,
      "kubernetes:networking.k8s.io/v1:NetworkPolicy": 1,
      "kubernetes:policy/v1:PodDisruptionBudget": 1,
      "random:index/randomPassword:RandomPassword": 1,
      "towpath:data:PostgresInCluster": 1,
    });
    for (const { type, inputs } of all.filter((each) => each.type.startsWith("kubernetes:"))) {
      expect([type, inputs.metadata]).toMatchObject([
        type,
        { namespace: "data", labels: { "towpath.dev/owner": "platform" } },
      ]);
    }
    expect(counts(await make({}, true))).toEqual(counts(all));
  });

  it("reads its password from a file, which is a secret and nowhere else", async () => {
    const all = await make();
    const { stringData } = only(all, "kubernetes:core/v1:Secret").inputs;
    const data = stringData as Record<string, unknown>;
    expect(isSecret(data) || isSecret(data.password)).toBe(true);
    for (const { type, inputs } of all.filter((each) => each.type !== "kubernetes:core/v1:Secret"))
      expect([type, JSON.stringify(inputs)]).toEqual([type, expect.not.stringContaining(PASSWORD)]);
    const [server] = podOf(only(all, "kubernetes:apps/v1:StatefulSet").inputs).containers;
    expect(server?.env.find(({ name }) => name === "POSTGRES_PASSWORD_FILE")?.value).toBe(
      "/run/secrets/admin/password",
    );
    // A port-forward comes from 127.0.0.1, which initdb trusts unless told otherwise.
    expect(server?.env.find(({ name }) => name === "POSTGRES_INITDB_ARGS")?.value).toContain(
      "--auth-host=scram-sha-256",
    );
  });

  it("runs restricted, as the image's own user, with three probes of different patience", async () => {
    const spec = podOf(only(await make(), "kubernetes:apps/v1:StatefulSet").inputs);
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 999,
      fsGroup: 999,
    });
    const [server] = spec.containers;
    expect(server).toMatchObject({
      securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
      resources: { limits: { memory: "512Mi" } },
    });
    const probes = [server?.startupProbe, server?.readinessProbe, server?.livenessProbe];
    expect(new Set(probes.map((probe) => JSON.stringify(probe))).size).toBe(3);
    // The first start's own server listens on the socket alone and must not count as ready.
    for (const probe of probes) expect(probe?.exec.command).toContain("--host=127.0.0.1");
  });

  it("lets in the named namespaces and goes nowhere", async () => {
    const { spec } = only(await make(), "kubernetes:networking.k8s.io/v1:NetworkPolicy").inputs;
    expect(spec).toMatchObject({
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "tracking" } } },
          ],
          ports: [{ protocol: "TCP", port: 5432 }],
        },
      ],
    });
    expect(Object.keys(spec as object)).not.toContain("egress");
  });

  it("protects volume and password together", async () => {
    const all = await make({ protect: true });
    const kept = all.filter(({ protect }) => protect).map(({ name }) => name);
    expect(kept.sort()).toEqual(["postgres-admin", "postgres-data", "postgres-password"]);
  });
});
