import { describe, expect, it } from "vitest";
import { loadEnvironment, loadStacks } from "../config/load";
import type { PromotedVersion } from "../config/service";
import type { AwsEnvironment } from "../config/environment";
import {
  gpuProfilesOf,
  poolsOf,
  postgresMajorOf,
  publicAccessOf,
  servedBucketsOf,
} from "./aws-args";

function aws(name: string): AwsEnvironment {
  const environment = loadEnvironment(process.cwd(), name);
  if (environment.kind !== "aws") throw new Error(`${name} is not on AWS`);
  return environment;
}
const prod = aws("prod");
const shared = {
  ...prod,
  gpu_pools: {
    small: {
      instance_type: "g5.12xlarge",
      min: 0,
      max: 1,
      capacity: "spot" as const,
      disk_gib: 100,
      ami_release: "1.33.0-20250601",
      time_slicing: { replicas: 3 },
      mig_strategy: "none" as const,
    },
  },
};

describe("poolsOf", () => {
  it("counts whole GPUs, and what a node offers once they are shared", () => {
    expect(poolsOf(shared).gpuPools).toEqual({
      small: {
        instanceTypes: ["g5.12xlarge"],
        min: 0,
        max: 1,
        diskGib: 100,
        capacity: "spot",
        amiRelease: "1.33.0-20250601",
        gpu: { accelerator: "a10g", perInstance: 4, profile: "small", advertised: 12 },
      },
    });
  });

  it("makes the system pool on demand, without GPUs", () => {
    const { system } = poolsOf(prod);
    expect(system).toMatchObject({ capacity: "on-demand", min: 3, max: 9 });
    expect(system).not.toHaveProperty("gpu");
  });
});

describe("gpuProfilesOf", () => {
  it("gives each pool a profile of its name", () => {
    expect(gpuProfilesOf(shared)).toEqual({
      small: { migStrategy: "none", timeSlicingReplicas: 3 },
    });
    expect(Object.keys(gpuProfilesOf(prod))).toEqual(Object.keys(prod.gpu_pools));
  });
});

describe("publicAccessOf", () => {
  const cluster = { version: null, public_access_cidrs: ["203.0.113.0/24"] };

  it("lets the posture decide", () => {
    expect(publicAccessOf({ ...aws("dev"), cluster })).toEqual(["203.0.113.0/24"]);
    expect(publicAccessOf({ ...prod, cluster })).toEqual([]);
  });
});

describe("servedBucketsOf", () => {
  const { services } = loadStacks(process.cwd());
  const [service] = Object.values(services);
  const promoted = (uri: string) =>
    ({ model_version: "triage-2", artifact: { uri, sha256: "0" } }) as PromotedVersion;

  it("are those of the environment's records, each once; none for committed baselines", () => {
    expect(servedBucketsOf(services, "prod")).toEqual([]);
    if (service === undefined) throw new Error("no service is shipped");
    const record = { current: promoted("s3://two/a/2"), previous: promoted("s3://one/a/1") };
    const recorded = { ...service, environments: { prod: record } };
    expect(servedBucketsOf({ a: recorded, b: recorded }, "prod")).toEqual(["one", "two"]);
    expect(servedBucketsOf({ a: recorded }, "dev")).toEqual([]);
  });
});

describe("postgresMajorOf", () => {
  it.each([
    ["17", 17],
    ["16.4", 16],
  ])("takes the major of %s", (version, major) => {
    expect(postgresMajorOf(version)).toBe(major);
  });

  it("refuses what no component knows", () => {
    expect(() => postgresMajorOf("9.6")).toThrow(/found "9\.6"; expected one of 15, 16, 17/);
  });
});
