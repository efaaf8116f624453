import { describe, expect, it } from "vitest";
import type { AwsEnvironment, KubernetesEnvironment } from "./environment";
import { mostGpusOfPod } from "./gpu-fit";
import { loadEnvironment } from "./load";

const prod = loadEnvironment(process.cwd(), "prod") as AwsEnvironment;
const local = loadEnvironment(process.cwd(), "local") as KubernetesEnvironment;
const pool = (instance_type: string, replicas?: number) => ({
  ...(prod.gpu_pools.training ?? {}),
  instance_type,
  ...(replicas === undefined ? {} : { time_slicing: { replicas } }),
});
const withPools = (pools: object) => ({ ...prod, gpu_pools: pools }) as AwsEnvironment;

describe("mostGpusOfPod", () => {
  it("is what one node of a pool has, of the pool that is named", () => {
    const environment = withPools({ small: pool("g5.xlarge"), large: pool("g5.12xlarge") });
    expect(mostGpusOfPod(environment, undefined)).toBe(4);
    expect(mostGpusOfPod(environment, "small")).toBe(1);
  });

  it("is one of a GPU that pods share by turns", () => {
    expect(mostGpusOfPod(withPools({ shared: pool("g5.12xlarge", 4) }), undefined)).toBe(1);
  });

  it("is none without a pool, and of a type that nobody knows", () => {
    expect(mostGpusOfPod(withPools({}), undefined)).toBe(0);
    expect(mostGpusOfPod(withPools({ odd: pool("g9.xlarge") }), undefined)).toBe(0);
  });

  it("is anybody's guess in a cluster that is there already, if it has GPUs at all", () => {
    const mig = "none" as const;
    const whole = { mig_strategy: mig };
    const shared = { mig_strategy: mig, time_slicing: { replicas: 4 } };
    expect(mostGpusOfPod(local, undefined)).toBe(0);
    expect(mostGpusOfPod({ ...local, gpu_profiles: { whole } }, undefined)).toBe(Infinity);
    expect(mostGpusOfPod({ ...local, gpu_profiles: { shared } }, undefined)).toBe(1);
  });
});
