import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allowedHosts,
  LEAST_MEMORY_MIB,
  memoryOf,
  SERVER_ENV,
  serverCommand,
  serverProblems,
  type CommandFacts,
  type ServerSettings,
} from "./server-settings";

const GOOD: ServerSettings = {
  image: `ghcr.io/mlflow/mlflow:v3.17.0-full@sha256:${"0".repeat(64)}`,
  replicas: 2,
  workers: 2,
  memoryMib: 2048,
  hostnames: ["mlflow.example.org"],
  clientNamespaces: ["team-support"],
  databaseCidrs: ["10.0.32.0/20"],
  artifactPrefix: "mlflow",
};

describe("the settings of the server", () => {
  it("are fine as given above, and without a digest, which another rule refuses", () => {
    expect(serverProblems(GOOD)).toEqual([]);
    expect(serverProblems({ ...GOOD, image: "ghcr.io/mlflow/mlflow:v3.17.0-full" })).toEqual([]);
  });

  it.each<[string, Partial<ServerSettings>, RegExp]>([
    ["half a digest", { image: "mlflow@sha256:abc" }, /^image: "mlflow@sha256:abc"; expected/],
    ["no image", { image: "" }, /^image: ""/],
    ["no replica", { replicas: 0 }, /^replicas: 0; expected a whole number from 1/],
    ["half a worker", { workers: 1.5 }, /^workers: 1.5/],
    ["too little memory", { memoryMib: 512 }, /^memoryMib: 512; expected at least 1024, 2048 for/],
    ["a URL as hostname", { hostnames: ["https://a.b"] }, /^hostnames: "https:\/\/a\.b"/],
    ["a wildcard", { hostnames: ["*"] }, /^hostnames: "\*"/],
    ["a port in a hostname", { hostnames: ["a.b:443"] }, /^hostnames: "a\.b:443"/],
    ["two hostnames in one", { hostnames: ["a,evil.example"] }, /^hostnames: "a,evil/],
    ["nobody to connect", { clientNamespaces: [] }, /^clientNamespaces: none/],
    ["a database nowhere", { databaseCidrs: [] }, /^site\.databaseCidrs: none/],
    ["an open prefix", { artifactPrefix: "" }, /^artifacts\.prefix: ""/],
    ["a prefix that matches others", { artifactPrefix: "ml*" }, /^artifacts\.prefix: "ml\*"/],
    ["a slash at the end", { artifactPrefix: "mlflow/" }, /^artifacts\.prefix: "mlflow\/"/],
  ])("refuse %s", (_, change, message) => {
    expect(serverProblems({ ...GOOD, ...change })).toEqual([
      expect.stringMatching(message) as unknown,
    ]);
  });

  it("give every number of workers at least the least memory, and more to more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 64 }), (workers) => {
        expect(memoryOf(workers)).toBeGreaterThanOrEqual(LEAST_MEMORY_MIB);
        expect(memoryOf(workers + 1)).toBeGreaterThan(memoryOf(workers));
      }),
    );
  });
});

describe("allowed hosts", () => {
  it("hold the Service's names and the given ones, each with and without a port", () => {
    const hosts = allowedHosts("mlflow", "tracking", ["mlflow.example.org"]);
    expect(hosts).toEqual([
      "mlflow",
      "mlflow:5000",
      "mlflow.tracking",
      "mlflow.tracking:5000",
      "mlflow.tracking.svc",
      "mlflow.tracking.svc:5000",
      "mlflow.tracking.svc.cluster.local",
      "mlflow.tracking.svc.cluster.local:5000",
      "localhost",
      "localhost:5000",
      "127.0.0.1",
      "127.0.0.1:5000",
      "mlflow.example.org",
      "mlflow.example.org:5000",
      "mlflow.example.org:443",
    ]);
  });

  it("never hold a wildcard", () => {
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
    fc.assert(
      fc.property(name, name, fc.array(name), (service, namespace, hostnames) => {
        const hosts = allowedHosts(service, namespace, hostnames);
        expect(hosts.some((host) => host.includes("*"))).toBe(false);
        for (const host of hostnames) expect(hosts).toContain(host);
      }),
    );
  });
});

describe("the command", () => {
  const facts: CommandFacts = {
    service: "mlflow",
    namespace: "tracking",
    hostnames: [],
    workers: 3,
    artifactRoot: "s3://artifacts/mlflow",
    artifactAccess: "direct",
  };
  const option = (command: string[], name: string) => command[command.indexOf(name) + 1];

  it("asks for passwords, says its workers, and holds no connection string", () => {
    const command = serverCommand(facts);
    expect(option(command, "--app-name")).toBe("basic-auth");
    expect(option(command, "--workers")).toBe("3");
    expect(command.join(" ")).not.toMatch(/postgres|password|--disable-security/);
  });

  it("hands out S3 addresses with direct access", () => {
    const command = serverCommand(facts);
    expect(command).toContain("--no-serve-artifacts");
    expect(option(command, "--default-artifact-root")).toBe("s3://artifacts/mlflow");
  });

  it("passes artifacts on with proxied access", () => {
    const command = serverCommand({ ...facts, artifactAccess: "proxied" });
    expect(command).toContain("--serve-artifacts");
    expect(option(command, "--artifacts-destination")).toBe("s3://artifacts/mlflow");
    expect(option(command, "--default-artifact-root")).toBe("mlflow-artifacts:/");
  });

  it("lets the page of a given hostname make changes, and no other origin", () => {
    expect(serverCommand(facts)).not.toContain("--cors-allowed-origins");
    const command = serverCommand({ ...facts, hostnames: ["mlflow.example.org"] });
    expect(option(command, "--cors-allowed-origins")).toBe("https://mlflow.example.org");
  });

  it("runs no jobs and reports nothing home", () => {
    expect(SERVER_ENV).toMatchObject({
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
      DO_NOT_TRACK: "true",
    });
  });
});
