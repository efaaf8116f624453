import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { authConfig, databaseUri } from "./database-uri";
import { artifactPolicy, masterSecretPolicy } from "./identity-policies";
import { labelsOf, selectorLabels } from "./labels";
import { ingressFrom } from "../workloads/network-rules";
import { CONTAINER_SECURITY, POD_SECURITY } from "../workloads/pod-security";
import type { PolicyStatement } from "../../lib/iam-policy";
import { PROBES } from "./pod-spec";
import { egressTo } from "./site";

const statements = (json: string) =>
  (JSON.parse(json) as { Statement: PolicyStatement[] }).Statement;
const actions = (json: string) => statements(json).flatMap(({ Action }) => [Action].flat());

describe("database URIs", () => {
  it("name the driver, the user that is not the master, and TLS", () => {
    const facts = { host: "db.example", port: 5432, password: "pw", tls: "unverified" } as const;
    expect(databaseUri("mlflow", facts)).toBe(
      "postgresql+psycopg2://mlflow:pw@db.example:5432/mlflow?sslmode=require",
    );
    expect(databaseUri("mlflow", { ...facts, tls: "verified" })).toBe(
      "postgresql+psycopg2://mlflow:pw@db.example:5432/mlflow?sslmode=verify-full&sslrootcert=%2Fetc%2Fmlflow-ca%2Fbundle.pem",
    );
    expect(databaseUri("mlflow", { ...facts, tls: "off" })).toMatch(/\?sslmode=disable$/);
  });

  it("carry any password, through the URI and through Python's configparser", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (password) => {
        const uri = databaseUri("x", { host: "h", port: 1, password, tls: "verified" });
        const parsed = new URL(uri.replace("postgresql+psycopg2", "http"));
        expect(decodeURIComponent(parsed.password)).toBe(password);
        expect([parsed.hostname, parsed.port, parsed.pathname]).toEqual(["h", "1", "/x"]);
        const line = /^database_uri = (.*)$/m.exec(authConfig(uri, "READ"))?.[1] ?? "";
        expect(line.replaceAll("%%", "%")).toBe(uri);
        expect(line.replaceAll("%%", "")).not.toContain("%");
      }),
    );
  });
});

describe("IAM policies", () => {
  const artifacts = {
    bucketArn: "arn:aws:s3:::artifacts",
    kmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/data",
    prefix: "mlflow",
  };

  it("only read with direct access", () => {
    expect(actions(artifactPolicy(artifacts, "direct"))).toEqual([
      "s3:ListBucket",
      "s3:GetObject",
      "kms:Decrypt",
    ]);
  });

  it("write with proxied access, under the prefix alone", () => {
    const json = artifactPolicy(artifacts, "proxied");
    expect(actions(json)).toContain("s3:PutObject");
    for (const { Action, Resource } of statements(json)) {
      const onObjects = [Action].flat().some((action) => /^s3:.*(Object|Upload)/.test(action));
      if (onObjects) expect(Resource).toBe("arn:aws:s3:::artifacts/mlflow/*");
      expect([Action].flat().filter((action) => action.includes("*"))).toEqual([]);
      expect(Resource).not.toBe("*");
    }
    expect(statements(json)[0]?.Condition).toEqual({
      StringLike: { "s3:prefix": ["mlflow", "mlflow/*"] },
    });
  });

  it("let the migration read one secret", () => {
    const json = masterSecretPolicy("arn:secret", "arn:key");
    expect(actions(json)).toEqual(["secretsmanager:GetSecretValue", "kms:Decrypt"]);
    expect(statements(json).map(({ Resource }) => Resource)).toEqual(["arn:secret", "arn:key"]);
  });
});

describe("network rules", () => {
  it("let in the named namespaces, each once, whatever their order", () => {
    const rules = ingressFrom(["b", "a", "b"], 5000);
    expect(rules).toEqual(ingressFrom(["a", "b"], 5000));
    expect(rules).toEqual([
      {
        from: ["a", "b"].map((name) => ({
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
        })),
        ports: [{ protocol: "TCP", port: 5000 }],
      },
    ]);
  });

  it("let out to names, the database, TLS and the credentials agent, never to instance metadata", () => {
    const rules = egressTo(["10.0.1.0/24", "10.0.0.0/24"], 5432);
    expect(rules.map(({ ports }) => ports)).toEqual([
      [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
      ],
      [{ protocol: "TCP", port: 5432 }],
      [{ protocol: "TCP", port: 443 }],
      [{ protocol: "TCP", port: 80 }],
    ]);
    expect(rules[1]?.to).toEqual([
      { ipBlock: { cidr: "10.0.0.0/24" } },
      { ipBlock: { cidr: "10.0.1.0/24" } },
    ]);
    expect(rules[2]?.to).toEqual([{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }]);
  });
});

describe("pods", () => {
  it("meet the restricted Pod Security Standard", () => {
    expect(POD_SECURITY).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: "RuntimeDefault" },
    });
    expect(CONTAINER_SECURITY).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
  });

  it("have three different probes, none of which needs a password", () => {
    const probes = Object.values(PROBES);
    expect(new Set(probes.map((probe) => JSON.stringify(probe))).size).toBe(3);
    for (const { httpGet } of probes) expect(httpGet).toEqual({ path: "/health", port: 5000 });
  });

  it("are selected by labels that the platform's labels cannot change", () => {
    const labels = labelsOf("mlflow", "server", {
      "towpath.dev/owner": "platform",
      "app.kubernetes.io/name": "other",
    });
    expect(labels).toMatchObject({
      ...selectorLabels("mlflow", "server"),
      "towpath.dev/owner": "platform",
    });
  });
});
