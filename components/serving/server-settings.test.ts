import { describe, expect, it } from "vitest";
import { readConfig } from "../../apps/inference/server/config";
import { autoscalerSpec, replicaRange } from "./autoscaling";
import * as settings from "./server-settings";

const env = (environment: string) =>
  settings.serverEnv({
    environment,
    artifactFolder: "/artifact",
    artifactSha256: "a".repeat(64),
  });

describe("serverEnv", () => {
  it.each(["prod", "local"])("is what the server understands, in %s", (environment) => {
    const config = readConfig(env(environment));
    expect(config).toMatchObject({
      HOST: "0.0.0.0",
      PORT: settings.SERVER_PORT,
      AUTH: true,
      TOWPATH_ARTIFACT: "/artifact",
      TOWPATH_ENVIRONMENT: environment,
    });
  });

  it("names no variable that the server does not read", () => {
    const config = readConfig(env("prod"));
    for (const name of Object.keys(env("prod"))) {
      if (name !== "TOWPATH_AUTH") expect(Object.keys(config)).toContain(name);
    }
  });

  it("leaves the kubelet's patience longer than the server's, and that longer than a request", () => {
    const config = readConfig(env("prod"));
    const leave = (settings.LIFECYCLE.preStop as { sleep: { seconds: number } }).sleep.seconds;
    expect(config.TOWPATH_GRACE_MS).toBeGreaterThan(config.TOWPATH_REQUEST_TIMEOUT_MS);
    expect(settings.TERMINATION_SECONDS * 1000).toBeGreaterThan(
      leave * 1000 + config.TOWPATH_GRACE_MS,
    );
    // Gone from the endpoints before the server stops: readiness needs no longer than preStop waits.
    const { periodSeconds, failureThreshold } = settings.PROBES.readinessProbe;
    expect(periodSeconds * failureThreshold).toBeLessThan(leave);
  });
});

describe("probes", () => {
  it("are three different questions", () => {
    const probes = Object.values(settings.PROBES);
    expect(new Set(probes.map((probe) => JSON.stringify(probe))).size).toBe(3);
    expect(settings.PROBES.readinessProbe.httpGet.path).toBe("/ready");
    expect(settings.PROBES.livenessProbe.httpGet.path).toBe("/health");
  });
});

describe("autoscaling", () => {
  it.each([
    [{ min: 1, max: 4 }, 2, { min: 2, max: 4 }],
    [{ min: 3, max: 4 }, 2, { min: 3, max: 4 }],
    [{ min: 1, max: 1 }, 2, { min: 2, max: 2 }],
  ])("of %j with at least %d is %j", (asked, least, expected) => {
    expect(replicaRange(asked, least)).toEqual(expected);
  });

  it("asks for requests in flight only where the cluster can answer", () => {
    const names = (custom: boolean) =>
      JSON.stringify(autoscalerSpec("x", { min: 1, max: 2 }, custom));
    expect(names(true)).toContain(settings.IN_FLIGHT_METRIC);
    expect(names(false)).not.toContain(settings.IN_FLIGHT_METRIC);
  });
});
